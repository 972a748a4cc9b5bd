import type { Phase, SpanKind, StatusCode } from '@seatrial/model';

// Rows are what `--json` prints: camelCase keys that stay, times in ISO 8601, durations in milliseconds.

/** A value as JSON has it: 64-bit integers beyond 2^53 and bytes (base64) are text. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A release in one ring and deployment. The empty string stands for what is unknown. */
export interface ReleaseRow {
  readonly service: string;
  readonly version: string;
  readonly buildId: string;
  readonly deploymentId: string;
  readonly ring: string;
  readonly commit: string;
  readonly environment: string;
  /** The value that the rows are split by; empty for spans without one. Only where a split was asked for. */
  readonly by?: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** As they are stored. */
  readonly spans: number;
  /** Where traces are sampled, the restored count: each kept one stands for several (`ot=th` in the trace state). */
  readonly requests: number;
  /** Restored like the requests. */
  readonly errors: number;
  /** errors / requests; `null` without requests. */
  readonly errorRate: number | null;
  /** `null` as well where requests of different weights are mixed: their quantiles would be of neither. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  /** Share of the requests of the service in that environment, 0 to 1; `null` without requests. */
  readonly trafficShare: number | null;
}

/** What a service does: spans of one name, kind and route. */
export interface OperationRow {
  readonly service: string;
  readonly operation: string;
  readonly kind: SpanKind;
  readonly route: string;
  /** Where traces are sampled, the restored count. */
  readonly spans: number;
  readonly errors: number;
  readonly errorRate: number;
  /** `null` where spans of different weights are mixed. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly lastSeen: string;
}

export interface SpanEventRow {
  readonly time: string;
  readonly name: string;
  readonly attributes: { readonly [key: string]: JsonValue };
}

export interface SpanLinkRow {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: { readonly [key: string]: JsonValue };
}

/** One span, whole. */
export interface SpanRow {
  /** Rises with arrival; give it as `after` to follow. */
  readonly cursor: number;
  readonly traceId: string;
  readonly spanId: string;
  /** The empty string where there is no parent. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly route: string;
  readonly service: string;
  readonly version: string;
  readonly buildId: string;
  readonly deploymentId: string;
  readonly ring: string;
  readonly commit: string;
  readonly environment: string;
  readonly start: string;
  readonly durationMs: number;
  readonly status: StatusCode;
  readonly statusMessage: string;
  /** By the rule of `isErrorSpan`. */
  readonly error: boolean;
  /** By the rule of `isEntrySpan`. */
  readonly entry: boolean;
  readonly traceState: string;
  readonly attributes: { readonly [key: string]: JsonValue };
  readonly resource: { readonly [key: string]: JsonValue };
  readonly scope: { readonly name: string; readonly version: string };
  readonly events: readonly SpanEventRow[];
  readonly links: readonly SpanLinkRow[];
  readonly dropped: { readonly attributes: number; readonly events: number; readonly links: number };
}

export interface LogRow {
  /** Place in the order of arrival. */
  readonly cursor: number;
  readonly time: string;
  readonly severity: string;
  readonly severityNumber: number;
  readonly eventName: string;
  readonly body: JsonValue;
  readonly traceId: string;
  readonly spanId: string;
  readonly service: string;
  readonly version: string;
  readonly attributes: { readonly [key: string]: JsonValue };
  readonly resource: { readonly [key: string]: JsonValue };
}

/** Requests of one arm, route, cohort and phase that began within one time batch. */
export interface HistogramRow {
  readonly service: string;
  readonly environment: string;
  /** The version where the arms are releases, the ring where they are rings. */
  readonly arm: string;
  /** Of the release; both empty where the arms are rings. */
  readonly commit: string;
  readonly buildId: string;
  readonly route: string;
  /** The value of the cohort asked for; empty where none was asked for or the request has none. */
  readonly cohort: string;
  readonly phase: Phase;
  /** ISO 8601, start of the batch. */
  readonly batch: string;
  /** As they are stored, errors and counts likewise. */
  readonly requests: number;
  readonly errors: number;
  /** How many requests these stand for; more than `requests` where traces are sampled. */
  readonly weight: number;
  /** Requests by duration, one count more than edges. */
  readonly counts: readonly number[];
}

/** What is kept of a closed minute when its spans are gone: the requests of a release, ring, route, cohort and phase. */
export interface SummaryRow {
  /** ISO 8601, its start. Requests are counted in the minute in which they end; late ones in the minute that is open then. */
  readonly minute: string;
  readonly service: string;
  readonly version: string;
  readonly commit: string;
  readonly buildId: string;
  readonly environment: string;
  readonly ring: string;
  readonly route: string;
  /** All cohorts of the request by name: `audience=internal,plan=pro`; empty where it has none. */
  readonly cohort: string;
  readonly phase: Phase;
  /** First attempts; errors, weight and counts are of these. */
  readonly requests: number;
  readonly errors: number;
  /** Entry spans, retries included. */
  readonly attempts: number;
  /** Requests that these stand for, by the sampling threshold of their trace state. */
  readonly weight: number;
  /** Buckets of `toFineBucket` with their counts, rising; others are empty. Of minutes that an older version summed up there are none. */
  readonly buckets: readonly (readonly [number, number])[];
}
