import { SeatrialError } from '@seatrial/model';
import type { TelemetryBatch } from '@seatrial/model';
import type { ExportRequest, RequestResult, SeenRelease } from '../request.ts';
import type { IngestResult } from '../store.ts';
import type { Activity } from './activity.ts';
import type { Encoder } from './encoder.ts';
import type { EncodedBatch } from './encoded-batch.ts';
import type { RequestLog } from './log/request-log.ts';
import { toRequestDigest } from './recent-requests.ts';
import type { RecentRequests } from './recent-requests.ts';
import type { Writer } from './writer.ts';

/** Records that may wait to be written; beyond it senders are told to come again. */
const mostWaiting = 100_000;
/** Releases that are remembered, so that a sender of ever new ones fills nothing. */
const mostReleases = 10_000;

/** What stays where the file is opened anew. */
export interface Memory {
  readonly activity: Activity;
  readonly requests: RecentRequests;
  readonly releases: Set<string>;
}

/** Takes batches and requests, and answers when they are durable. */
export class Intake {
  readonly #encoder: Encoder;
  readonly #writer: Writer;
  readonly #log: RequestLog | undefined;
  readonly #memory: Memory;

  /** Without a log, as for a store in memory, every request waits for the database. */
  constructor(encoder: Encoder, writer: Writer, log: RequestLog | undefined, memory: Memory) {
    this.#encoder = encoder;
    this.#writer = writer;
    this.#log = log;
    this.#memory = memory;
  }

  async take(batch: TelemetryBatch, historic: boolean): Promise<IngestResult> {
    const size = { spans: batch.spans.length, logs: batch.logs.length, metrics: batch.metrics.length };
    const encode = (): EncodedBatch => this.#encoder.encode(batch);
    await this.#write(size, encode, (encoded) => this.#writer.write(encoded, { atMs: Date.now(), historic }));
    return size;
  }

  /** @throws SeatrialError `SEATRIAL_BAD_OTLP` */
  async takeRequest(request: ExportRequest): Promise<RequestResult> {
    const { batch, stored, rejected, reason, releases } = this.#encoder.encodeRequest(request);
    const write = (): Promise<void> =>
      this.#write(
        stored,
        () => batch,
        (encoded) => this.#writeRequest(request, encoded),
      );
    // Spans are told apart by their ids; log records and metric points have none, but what is sent again is the same request.
    if (request.signal === 'traces') await write();
    else await this.#memory.requests.once(toRequestDigest(request.bytes), write);
    return { stored, rejected, reason, firstSeen: releases.filter((release) => this.#isFirstSeen(release)) };
  }

  async #writeRequest({ signal, encoding, bytes, gzip }: ExportRequest, batch: EncodedBatch): Promise<void> {
    const arrivedMs = Date.now();
    const arrival = { atMs: arrivedMs, historic: false };
    if (this.#log === undefined) {
      await this.#writer.write(batch, arrival);
      return;
    }
    const logged = { signal, encoding, gzip: gzip !== undefined, bytes: gzip ?? bytes, arrivedMs };
    const { sequence, durable } = this.#log.append(logged);
    await Promise.all([durable, this.#writer.load(batch, arrival, sequence)]);
  }

  async #write(
    size: IngestResult,
    encode: () => EncodedBatch,
    write: (batch: EncodedBatch) => Promise<void>,
  ): Promise<void> {
    const { activity } = this.#memory;
    const records = size.spans + size.logs + size.metrics;
    const waiting = activity.waiting.records;
    if (waiting > 0 && waiting + records > mostWaiting) {
      throw new SeatrialError(
        'SEATRIAL_STORE_BUSY',
        `${waiting} records wait to be written. Send these again in a moment.`,
      );
    }
    const done = activity.wait(records);
    try {
      const batch = encode();
      await write(batch);
      this.#encoder.settle(batch);
      activity.store(size);
    } finally {
      done();
    }
  }

  #isFirstSeen({ service, version, ring }: SeenRelease): boolean {
    const { releases } = this.#memory;
    const key = JSON.stringify([service, version, ring]);
    if (releases.has(key) || releases.size >= mostReleases) return false;
    releases.add(key);
    return true;
  }
}
