import { createHash } from 'node:crypto';
import { SeatrialError } from '@seatrial/model';
import type { ResourceRecord, TelemetryBatch } from '@seatrial/model';
import { DuckDBDataChunk, MAP, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { IngestResult } from '../store.ts';
import { toAttributeColumns, toJsonText } from './attribute-columns.ts';
import { logShape, metricShape, spanShape } from './columns.ts';
import type { TableShape } from './columns.ts';

/** DuckDB's vector size: rows of one chunk. */
const chunkRows = 2048;
/** Records that may wait for a commit; beyond it senders are told to come again. */
const mostWaiting = 100_000;

interface Waiting {
  readonly batch: TelemetryBatch;
  readonly size: number;
  readonly resolve: (result: IngestResult) => void;
  readonly reject: (error: SeatrialError) => void;
}

/**
 * Writes batches by group commit: what arrives while a transaction runs goes into the next one together, and each sender
 * is answered when its transaction is on disk.
 */
export class Writer {
  readonly #connection: DuckDBConnection;
  readonly #names: Set<string>;
  readonly #resources: Set<string>;
  #cursor: bigint;
  #waiting: Waiting[] = [];
  #waitingSize = 0;
  #running: Promise<void> | undefined;

  constructor(connection: DuckDBConnection, names: Set<string>, resources: Set<string>, cursor: bigint) {
    this.#connection = connection;
    this.#names = names;
    this.#resources = resources;
    this.#cursor = cursor;
  }

  static async open(connection: DuckDBConnection): Promise<Writer> {
    const column = async (sql: string): Promise<readonly unknown[]> =>
      (await connection.runAndReadAll(sql)).getRowsJS().map((row) => row[0]);
    const names = await column('SELECT name FROM attribute_names');
    const resources = await column('SELECT id FROM resources');
    const [cursor] = await column('SELECT coalesce(max(cursor), 0) FROM spans');
    return new Writer(connection, new Set(names as string[]), new Set(resources as string[]), cursor as bigint);
  }

  write(batch: TelemetryBatch): Promise<IngestResult> {
    const size = batch.spans.length + batch.logs.length + batch.metrics.length;
    if (this.#waitingSize > 0 && this.#waitingSize + size > mostWaiting) {
      const message = `${this.#waitingSize} records wait to be written. Send these again in a moment.`;
      return Promise.reject(new SeatrialError('SEATRIAL_STORE_BUSY', message));
    }
    this.#waitingSize += size;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ batch, size, resolve, reject });
      this.#running ??= this.#drain();
    });
  }

  /** Resolves when nothing waits any more. */
  async settle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #drain(): Promise<void> {
    // One turn of the event loop lets requests that arrived together share a transaction.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      await this.#commit(group);
      for (const { size } of group) this.#waitingSize -= size;
    }
    // In the same turn as the last look: a batch that came in between would wait for ever.
    this.#running = undefined;
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    try {
      await this.#transact(group.map((waiting) => waiting.batch));
      for (const { batch, resolve } of group)
        resolve({ spans: batch.spans.length, logs: batch.logs.length, metrics: batch.metrics.length });
    } catch (error) {
      // One bad batch must not take good ones down: each is tried alone.
      if (group.length > 1) for (const waiting of group) await this.#commit([waiting]);
      else group[0]?.reject(toStoreError(error));
    }
  }

  async #transact(batches: readonly TelemetryBatch[]): Promise<void> {
    const added = new Added(this.#names, this.#resources);
    let cursor = this.#cursor;
    await this.#connection.run('BEGIN');
    try {
      for (const { spans, logs, metrics } of batches) {
        const ids = new Map<ResourceRecord, string>();
        const idOf = (resource: ResourceRecord): string => {
          const id = ids.get(resource) ?? added.resource(resource);
          ids.set(resource, id);
          return id;
        };
        await this.#append(spanShape, spans, (span) => {
          added.attributes(span.attributes);
          return spanShape.toRow(span, idOf(span.resource), (cursor += 1n));
        });
        await this.#append(logShape, logs, (log) => logShape.toRow(log, idOf(log.resource), 0n));
        await this.#append(metricShape, metrics, (point) => metricShape.toRow(point, idOf(point.resource), 0n));
      }
      await this.#appendRows('resources', [VARCHAR, MAP(VARCHAR, VARCHAR), VARCHAR], added.resourceRows);
      await this.#appendRows('attribute_names', [VARCHAR], added.nameRows);
      await this.#connection.run('COMMIT');
    } catch (error) {
      await this.#connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
    added.keep();
    this.#cursor = cursor;
  }

  #append<T>(shape: TableShape<T>, records: readonly T[], toRow: (record: T) => readonly DuckDBValue[]): Promise<void> {
    return this.#appendRows(shape.table, shape.types, records.map(toRow));
  }

  async #appendRows(
    table: string,
    types: readonly DuckDBType[],
    rows: readonly (readonly DuckDBValue[])[],
  ): Promise<void> {
    if (rows.length === 0) return;
    const appender = await this.#connection.createAppender(table);
    try {
      for (let start = 0; start < rows.length; start += chunkRows) {
        const slice = rows.slice(start, start + chunkRows);
        const chunk = DuckDBDataChunk.create(types);
        chunk.setColumns(types.map((_type, column) => slice.map((row) => row[column] ?? null)));
        appender.appendDataChunk(chunk);
      }
      appender.flushSync();
    } finally {
      appender.closeSync();
    }
  }
}

/** Names and resources that a transaction meets for the first time; known for good only once it is committed. */
class Added {
  readonly #knownNames: Set<string>;
  readonly #knownResources: Set<string>;
  readonly #names = new Set<string>();
  readonly #resources = new Map<string, readonly DuckDBValue[]>();

  constructor(names: Set<string>, resources: Set<string>) {
    this.#knownNames = names;
    this.#knownResources = resources;
  }

  attributes(attributes: ResourceRecord['attributes']): void {
    for (const name in attributes) if (!this.#knownNames.has(name)) this.#names.add(name);
  }

  resource(resource: ResourceRecord): string {
    const id = createHash('sha1').update(toJsonText(resource.attributes)).digest('hex');
    if (!this.#knownResources.has(id) && !this.#resources.has(id)) {
      const { map, kinds } = toAttributeColumns(resource.attributes);
      this.#resources.set(id, [id, map, kinds]);
      this.attributes(resource.attributes);
    }
    return id;
  }

  get resourceRows(): readonly (readonly DuckDBValue[])[] {
    return [...this.#resources.values()];
  }

  get nameRows(): readonly (readonly DuckDBValue[])[] {
    return [...this.#names].map((name) => [name]);
  }

  keep(): void {
    for (const name of this.#names) this.#knownNames.add(name);
    for (const id of this.#resources.keys()) this.#knownResources.add(id);
  }
}

function toStoreError(error: unknown): SeatrialError {
  if (error instanceof SeatrialError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new SeatrialError('SEATRIAL_STORE_UNUSABLE', `The store could not be written: ${message}`, { cause: error });
}
