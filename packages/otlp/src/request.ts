import type { LogRecord, MetricPoint, SpanRecord, TelemetryBatch } from '@seatrial/model';
import { JsonProblem, parseJsonObject } from './json/fields.ts';
import type { JsonObject } from './json/fields.ts';
import { parseJsonLogs } from './json/logs.ts';
import { parseJsonMetrics } from './json/metrics.ts';
import { parseJsonTraces } from './json/traces.ts';
import type { Parsed } from './parsed.ts';
import { parseProtobufLogs } from './protobuf/logs.ts';
import { parseProtobufMetrics } from './protobuf/metrics.ts';
import { parseProtobufTraces } from './protobuf/traces.ts';

export const signals = ['traces', 'logs', 'metrics'] as const;
export type Signal = (typeof signals)[number];

/** How an export request is written: `application/x-protobuf` or `application/json`. */
export type Encoding = 'protobuf' | 'json';

/** What an export request of one signal held. */
export interface ParsedRequest {
  readonly batch: TelemetryBatch;
  readonly rejected: number;
  readonly reason: string;
}

/**
 * Reads the spans of an export request. Spans without valid ids are left out and counted; the rest stands.
 * @throws SeatrialError `SEATRIAL_BAD_OTLP` where the bytes are no such request, with the byte offset or JSON path.
 */
export function parseTraces(bytes: Uint8Array, encoding: Encoding): Parsed<SpanRecord> {
  return parse(bytes, encoding, parseProtobufTraces, parseJsonTraces);
}

/** Reads the log records of an export request; otherwise as {@link parseTraces}. */
export function parseLogs(bytes: Uint8Array, encoding: Encoding): Parsed<LogRecord> {
  return parse(bytes, encoding, parseProtobufLogs, parseJsonLogs);
}

/** Reads the metric points of an export request, each with its metric; otherwise as {@link parseTraces}. */
export function parseMetrics(bytes: Uint8Array, encoding: Encoding): Parsed<MetricPoint> {
  return parse(bytes, encoding, parseProtobufMetrics, parseJsonMetrics);
}

/** Reads an export request of any signal as a batch for the store. */
export function parseExportRequest(signal: Signal, encoding: Encoding, bytes: Uint8Array): ParsedRequest {
  const empty: TelemetryBatch = { spans: [], logs: [], metrics: [] };
  switch (signal) {
    case 'traces': {
      const { records, rejected, reason } = parseTraces(bytes, encoding);
      return { batch: { ...empty, spans: records }, rejected, reason };
    }
    case 'logs': {
      const { records, rejected, reason } = parseLogs(bytes, encoding);
      return { batch: { ...empty, logs: records }, rejected, reason };
    }
    case 'metrics': {
      const { records, rejected, reason } = parseMetrics(bytes, encoding);
      return { batch: { ...empty, metrics: records }, rejected, reason };
    }
  }
}

function parse<T>(
  bytes: Uint8Array,
  encoding: Encoding,
  fromProtobuf: (bytes: Uint8Array) => Parsed<T>,
  fromJson: (request: JsonObject) => Parsed<T>,
): Parsed<T> {
  if (encoding === 'protobuf') return fromProtobuf(bytes);
  try {
    return fromJson(parseJsonObject(bytes));
  } catch (error) {
    throw error instanceof JsonProblem ? error.toSeatrialError() : error;
  }
}
