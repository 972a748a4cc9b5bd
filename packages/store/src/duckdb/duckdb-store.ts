import { statSync } from 'node:fs';
import { SeatrialError } from '@seatrial/model';
import type { TelemetryBatch } from '@seatrial/model';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { HistogramRow, LogRow, OperationRow, ReleaseRow, SpanRow } from '../rows.ts';
import type {
  AttributeValueRow,
  HistogramQuery,
  IngestResult,
  ListQuery,
  SliceQuery,
  SpansQuery,
  Store,
  StoreStats,
} from '../store.ts';
import { inMemory, openInstance } from './open.ts';
import type { DuckDbStoreOptions } from './open.ts';
import {
  selectAttributeValues,
  selectHistogram,
  selectOperations,
  selectReleaseRequests,
  selectReleaseSpans,
  selectSpans,
  selectTraceIds,
  selectTraceLogs,
  selectTraceSpans,
} from './queries.ts';
import type { Statement } from './queries.ts';
import { toHistogramRow, toIso, toLogRow, toOperationRow, toReleaseRows, toSpanRow } from './read-rows.ts';
import type { Row } from './read-rows.ts';
import { prepareSchema } from './schema.ts';
import { Writer } from './writer.ts';

/**
 * Opens the embedded store. One process owns a file; others ask that process.
 * @throws SeatrialError `SEATRIAL_STORE_LOCKED`, `SEATRIAL_NO_STORE` (read-only and absent), `SEATRIAL_STORE_UNUSABLE`.
 */
export async function createDuckDbStore(options: DuckDbStoreOptions): Promise<Store> {
  const instance = await openInstance(options);
  const connection = await instance.connect();
  try {
    await prepareSchema(connection, options.path, options.readOnly === true);
    return new DuckDbStore(instance, connection, options, await Writer.open(connection));
  } catch (error) {
    connection.closeSync();
    instance.closeSync();
    throw error;
  }
}

class DuckDbStore implements Store {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #options: DuckDbStoreOptions;
  readonly #writer: Writer;
  #closed = false;

  constructor(instance: DuckDBInstance, connection: DuckDBConnection, options: DuckDbStoreOptions, writer: Writer) {
    this.#instance = instance;
    this.#connection = connection;
    this.#options = options;
    this.#writer = writer;
  }

  ingest(batch: TelemetryBatch): Promise<IngestResult> {
    if (this.#closed) return Promise.reject(closedError());
    if (this.#options.readOnly === true)
      return Promise.reject(
        new SeatrialError('SEATRIAL_STORE_UNUSABLE', `${this.#options.path} was opened for reading only.`),
      );
    return this.#writer.write(batch);
  }

  async releases(query: SliceQuery = {}): Promise<readonly ReleaseRow[]> {
    const [spans, requests] = await Promise.all([
      this.#ask(selectReleaseSpans(query)),
      this.#ask(selectReleaseRequests(query)),
    ]);
    return toReleaseRows(spans, requests);
  }

  async operations(query: ListQuery = {}): Promise<readonly OperationRow[]> {
    return (await this.#ask(selectOperations(query))).map(toOperationRow);
  }

  async spans(query: SpansQuery = {}): Promise<readonly SpanRow[]> {
    return (await this.#ask(selectSpans(query))).map(toSpanRow);
  }

  async trace(traceId: string): Promise<readonly SpanRow[]> {
    const uuid = await this.#findTrace(traceId);
    return uuid === undefined ? [] : (await this.#ask(selectTraceSpans(uuid))).map(toSpanRow);
  }

  async traceLogs(traceId: string): Promise<readonly LogRow[]> {
    const uuid = await this.#findTrace(traceId);
    return uuid === undefined ? [] : (await this.#ask(selectTraceLogs(uuid))).map(toLogRow);
  }

  async histogram(query: HistogramQuery): Promise<readonly HistogramRow[]> {
    return (await this.#ask(selectHistogram(query))).map(toHistogramRow);
  }

  async attributeNames(): Promise<readonly string[]> {
    const rows = await this.#ask({ sql: 'SELECT name FROM attribute_names ORDER BY name', values: [] });
    return rows.map((row) => String(row['name']));
  }

  async attributeValues(name: string, limit: number = 100): Promise<readonly AttributeValueRow[]> {
    const rows = await this.#ask(selectAttributeValues(name, limit));
    return rows.map((row) => ({ value: String(row['value']), spans: Number(row['spans']) }));
  }

  async stats(): Promise<StoreStats> {
    const [row] = await this.#ask({
      sql: `SELECT count(*) AS spans, min(start_ns) AS oldest, max(start_ns) AS newest,
        (SELECT count(*) FROM logs) AS logs, (SELECT count(*) FROM metrics) AS metrics FROM spans`,
      values: [],
    });
    const { path } = this.#options;
    return {
      engine: 'duckdb',
      location: path === inMemory ? '' : path,
      bytes: path === inMemory ? 0 : sizeOf(path) + sizeOf(`${path}.wal`),
      spans: Number(row?.['spans']),
      logs: Number(row?.['logs']),
      metrics: Number(row?.['metrics']),
      oldest: row?.['oldest'] == null ? '' : toIso(row['oldest']),
      newest: row?.['newest'] == null ? '' : toIso(row['newest']),
    };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#writer.settle();
    if (this.#options.readOnly !== true && this.#options.path !== inMemory) await this.#connection.run('CHECKPOINT');
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  /** A connection of its own for each question, so that none waits for a write or for another. */
  async #ask({ sql, values }: Statement): Promise<readonly Row[]> {
    if (this.#closed) throw closedError();
    const connection = await this.#instance.connect();
    try {
      return (await connection.runAndReadAll(sql, values)).getRowObjectsJS();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new SeatrialError('SEATRIAL_STORE_UNUSABLE', `The store could not answer: ${message}`, { cause: error });
    } finally {
      connection.closeSync();
    }
  }

  async #findTrace(traceId: string): Promise<string | undefined> {
    if (!/^[0-9a-f]{8,32}$/i.test(traceId))
      throw new SeatrialError(
        'SEATRIAL_BAD_ARGUMENT',
        `${JSON.stringify(traceId)} is no trace id. Give its 32 hex digits, or the first eight or more.`,
      );
    const ids = (await this.#ask(selectTraceIds(traceId.toLowerCase()))).map((row) => String(row['id']));
    if (ids.length <= 1) return ids[0];
    const list = ids.map((id) => id.replaceAll('-', '')).join(', ');
    throw new SeatrialError(
      'SEATRIAL_BAD_ARGUMENT',
      `More than one trace id begins with ${traceId}: ${list}. Give more digits.`,
    );
  }
}

function closedError(): SeatrialError {
  return new SeatrialError('SEATRIAL_STORE_UNUSABLE', 'The store is closed.');
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
