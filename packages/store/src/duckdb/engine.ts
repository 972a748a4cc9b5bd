import { existsSync, renameSync } from 'node:fs';
import { SeatrialError } from '@seatrial/model';
import type { MetricPoint, TelemetryBatch } from '@seatrial/model';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ExportRequest, RequestResult } from '../request.ts';
import type { FunctionQuery, FunctionReader } from '../functions.ts';
import type { Maintained, Removed } from '../retention.ts';
import type { HistogramRow, OperationRow, ReleaseRow, SpanRow, SummaryRow } from '../rows.ts';
import type {
  AttributeValueRow,
  HistogramQuery,
  IngestOptions,
  IngestResult,
  ListQuery,
  ReleasesQuery,
  SliceQuery,
  SpansQuery,
  StoreStats,
} from '../store.ts';
import type { TimeRange } from '../time-range.ts';
import { Activity } from './activity.ts';
import { ContrastSessions } from './contrast/sessions.ts';
import type { Intake, Memory } from './intake.ts';
import { closedError, readOnlyError, toMessage, toWriteFailure } from './refusals.ts';
import { Disk, sizeOf } from './disk.ts';
import { EvidenceAnswers } from './evidence-answers.ts';
import { EventsEngine } from './events/events-engine.ts';
import { functionQuestions } from './functions/function-questions.ts';
import { readFunctionPoints } from './functions/read-points.ts';
import { lastClosable } from './minutes.ts';
import { inMemory } from './open.ts';
import { readNewestSpans } from './newest-spans.ts';
import { openDatabase } from './open-database.ts';
import type { Opened } from './open-database.ts';
import { listSegments } from './log/segments.ts';
import type { EngineOptions } from './protocol.ts';
import { Questions } from './questions.ts';
import { RecentRequests } from './recent-requests.ts';
import {
  selectAttributeValues,
  selectHistogram,
  selectOperations,
  selectRecords,
  selectReleaseRequests,
  selectReleaseSpans,
  selectSpans,
  selectSummaries,
} from './queries.ts';
import type { Statement } from './queries.ts';
import { toHistogramRow, toOperationRow, toReleaseRows, toSpanRecord, toSpanRow } from './read-rows.ts';
import type { Row } from './read-rows.ts';
import { toSummaryRow } from './read-summaries.ts';
import { thinFunctions } from './functions/thin-functions.ts';
import { addRemoved, nothingRemoved, removeExpired } from './retention.ts';
import { readFileCounts } from './file-counts.ts';
import { rewrite } from './rewrite.ts';
import { readParquet, writeParquet } from './parquet.ts';
import type { CompactOutcome, ParquetOutcome, StoredSpan } from './file-store.ts';
import type { Layout } from './selector-sql.ts';
import { Summaries } from './summaries.ts';
import { addCounts, noCounts } from './write-counts.ts';
import type { WriteCounts } from './write-counts.ts';
import type { Writer } from './writer.ts';

/** What a row takes in DuckDB's write-ahead log, where it goes if its transaction has less than a row group. */
const rowBytes = 1024;

/** The database and everything that is said to it. Lives in a thread of its own. */
export class Engine {
  readonly #options: EngineOptions;
  readonly #disk: Disk;
  #opened: Opened;
  readonly #memory: Memory;
  #closed = false;
  readonly #summaries: Summaries;
  #removed: Removed = nothingRemoved;
  readonly #questions = new Questions();
  readonly contrasts: ContrastSessions = new ContrastSessions(this.#questions, async () => ({
    connect: () => this.#opened.instance.connect(),
    layout: await this.#layout(),
    names: await this.attributeNames(),
  }));
  /** Answers what a verdict asks. */
  readonly evidence: EvidenceAnswers;
  /** Of writers before the present one. */
  #counts: WriteCounts = noCounts;
  readonly events: EventsEngine = new EventsEngine({
    // Nothing is written between the two: the writer goes on with the event loop's next turn.
    settle: async () => ({ layout: await this.#layout(), cursor: Number(this.#opened.writer.cursor) }),
    ask: (statement) => this.#ask(statement, false),
    withConnection: (use) => this.#withConnection(use, false),
  });

  private constructor(options: EngineOptions, memory: Memory, opened: Opened, summaries: Summaries) {
    this.#options = options;
    this.#memory = memory;
    this.#opened = opened;
    this.#summaries = summaries;
    this.evidence = new EvidenceAnswers({
      ask: (statement) => this.#ask(statement),
      layout: () => this.#layout(),
      cursor: () => this.#opened.writer.cursor,
      covered: () => summaries.covered,
    });
    this.#disk = new Disk(options.path, options.reserveBytes);
  }

  /** @throws SeatrialError `SEATRIAL_STORE_LOCKED`, `SEATRIAL_NO_STORE`, `SEATRIAL_STORE_UNUSABLE`. */
  static async open(options: EngineOptions): Promise<Engine> {
    // What a killed process left in its log comes into the file first, since a reader could not see it.
    if (options.readOnly && existsSync(options.path) && listSegments(options.path).length > 0)
      await (await Engine.open({ ...options, readOnly: false })).close();
    const memory = { activity: new Activity(), requests: new RecentRequests(), releases: new Set<string>() };
    const opened = await openDatabase(options, memory);
    return new Engine(options, memory, opened, await Summaries.open(opened.connection));
  }

  async ingest(batch: TelemetryBatch, { historic = false }: IngestOptions = {}): Promise<IngestResult> {
    // Before, so that a crash leaves nothing summed up that is not all; and after, since a minute may close meanwhile.
    if (historic) await this.#reopenMinutes(batch);
    const result = await this.#take((intake) => intake.take(batch, historic));
    if (historic) await this.#reopenMinutes(batch);
    return result;
  }

  async #reopenMinutes({ spans }: TelemetryBatch): Promise<void> {
    const minutes = spans.map(({ endNano }) => Number(endNano / 60_000_000_000n));
    const range = { from: Math.min(...minutes), to: Math.max(...minutes) + 1 };
    const { writer, connection } = this.#opened;
    if (this.#summaries.touches(range)) await writer.exclusively(() => this.#summaries.reopen(connection, range));
  }

  ingestRequest(request: ExportRequest): Promise<RequestResult> {
    return this.#take((intake) => intake.takeRequest(request));
  }

  async #take<T>(take: (intake: Intake) => Promise<T>): Promise<T> {
    if (this.#closed) throw closedError();
    const { writer, intake } = this.#opened;
    try {
      this.#disk.check(writer.unloaded * rowBytes);
      if (writer.broken !== undefined) throw writer.broken;
      return await take(intake);
    } catch (error) {
      const failure = await this.#toWriteError(error, writer);
      this.#memory.activity.refuse(failure.code === 'SEATRIAL_STORE_BUSY' ? 'busy' : 'failed');
      throw failure;
    }
  }

  async releases(query: ReleasesQuery = {}): Promise<readonly ReleaseRow[]> {
    const layout = await this.#layout();
    const [spans, requests] = await Promise.all([
      this.#ask(selectReleaseSpans(query, layout)),
      this.#ask(selectReleaseRequests(query, layout)),
    ]);
    return toReleaseRows(spans, requests);
  }

  async operations(query: ListQuery = {}): Promise<readonly OperationRow[]> {
    return (await this.#ask(selectOperations(query, await this.#layout()))).map(toOperationRow);
  }

  async spans(query: SpansQuery = {}): Promise<readonly SpanRow[]> {
    const layout = await this.#layout();
    const isNewest = query.after === undefined && (query.order ?? 'newest') === 'newest';
    const rows = isNewest
      ? await readNewestSpans((statement) => this.#ask(statement, false), query, layout)
      : await this.#ask(selectSpans(query, layout));
    return rows.map((row) => toSpanRow(row, layout.columns.keys()));
  }

  async records(query: SliceQuery, after: number, limit: number): Promise<readonly StoredSpan[]> {
    const layout = await this.#layout();
    const rows = await this.#ask(selectRecords(query, after, limit, layout));
    return rows.map((row) => ({ cursor: Number(row['cursor']), span: toSpanRecord(row, layout.columns.keys()) }));
  }

  async writeParquet(folder: string, range: TimeRange): Promise<ParquetOutcome> {
    const names = [...(await this.#layout()).columns.keys()];
    return this.#withConnection((connection) => writeParquet(connection, folder, range, names));
  }

  async readParquet(path: string, after: number, limit: number): Promise<readonly StoredSpan[]> {
    return this.#withConnection((connection) => readParquet(connection, path, after, limit));
  }

  async readFunctionPoints(folder: string, after: number, limit: number): Promise<readonly MetricPoint[]> {
    return this.#withConnection((connection) => readFunctionPoints(connection, folder, after, limit));
  }

  /** Writes the file anew, without the room of what was removed and with attributes in their columns. */
  async compact(): Promise<CompactOutcome> {
    const { path, readOnly } = this.#options;
    if (readOnly) throw readOnlyError(path);
    if (path === inMemory)
      throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', 'A store in memory has no file to compact.');
    const { writer, connection } = this.#opened;
    await this.contrasts.close();
    return writer.exclusively(async () => {
      await connection.run('CHECKPOINT');
      const before = sizeOf(path);
      const draft = await rewrite(connection, path, writer.dictionary.columns);
      await this.#reopen(() => renameSync(draft, path));
      return { before, after: sizeOf(path) };
    });
  }

  async histogram(query: HistogramQuery): Promise<readonly HistogramRow[]> {
    return (await this.#ask(selectHistogram(query, await this.#layout()))).map(toHistogramRow);
  }

  /** @param kind the method of `FunctionReader` */
  async askFunctions(kind: keyof FunctionReader, query: FunctionQuery = {}): Promise<readonly object[]> {
    return functionQuestions[kind](query, await this.#layout(), (statement) => this.#ask(statement));
  }

  async summaries(query: TimeRange = {}): Promise<readonly SummaryRow[]> {
    return (await this.#ask(selectSummaries(query))).map(toSummaryRow);
  }

  async attributeNames(): Promise<readonly string[]> {
    const rows = await this.#ask({ sql: 'SELECT DISTINCT name FROM attribute_names ORDER BY name', values: [] });
    return rows.map((row) => String(row['name']));
  }

  async attributeValues(name: string, limit: number = 100): Promise<readonly AttributeValueRow[]> {
    const rows = await this.#ask(selectAttributeValues(name, limit, await this.#layout()));
    return rows.map((row) => ({ value: String(row['value']), spans: Number(row['spans']) }));
  }

  async stats(): Promise<StoreStats> {
    const counts = await this.#withConnection((connection) => readFileCounts(connection, this.#options));
    const { dictionary } = this.#opened.writer;
    return {
      ...counts,
      attributeNames: dictionary.names.size,
      attributeColumns: dictionary.columns.length,
      activity: {
        ...this.#memory.activity.counts(),
        ...addCounts(this.#counts, this.#opened.writer.counts),
        removed: this.#removed,
      },
    };
  }

  /** Sums up closed minutes, then removes what retention does not keep. */
  async maintain({ now = Date.now() }: { readonly now?: number } = {}): Promise<Maintained> {
    if (this.#closed) throw closedError();
    if (this.#options.readOnly) throw readOnlyError(this.#options.path);
    await this.events.learn();
    const { writer, connection } = this.#opened;
    const { retention } = this.#options;
    await thinFunctions((work) => writer.exclusively(() => work(connection)), now, retention.days);
    return writer.exclusively(async () => {
      await this.events.keep(connection, now);
      await this.#summaries.close(connection, lastClosable(now));
      const removed = await removeExpired(connection, retention, now);
      this.#removed = addRemoved(this.#removed, removed);
      const { closed } = this.#summaries;
      const closedUntil = closed < 0 ? '' : new Date((closed + 1) * 60_000).toISOString();
      return { closedUntil, removed };
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { writer, log, connection, instance } = this.#opened;
    await this.#questions.finish();
    await this.contrasts.close();
    await writer
      .exclusively(async () => {
        if (this.#options.readOnly || this.#options.path === inMemory) return;
        await this.events.keep(connection, Number.POSITIVE_INFINITY);
        await connection.run('CHECKPOINT');
      })
      // What could not be written is in the log for the next one who opens the file.
      .catch(() => undefined);
    await log?.close();
    connection.closeSync();
    instance.closeSync();
  }

  /** Where attributes are, once all that was acknowledged is in the database. */
  async #layout(): Promise<Layout> {
    await this.#settle();
    return this.#opened.writer.dictionary.toLayout();
  }

  async #ask({ sql, values }: Statement, settles: boolean = true): Promise<readonly Row[]> {
    const use = async (connection: DuckDBConnection): Promise<readonly Row[]> =>
      (await connection.runAndReadAll(sql, values)).getRowObjectsJS();
    return this.#withConnection(use, settles);
  }

  /** A connection of its own for each question, so that none waits for another; what was acknowledged before is seen. */
  async #withConnection<T>(use: (connection: DuckDBConnection) => Promise<T>, settles: boolean = true): Promise<T> {
    if (this.#closed) throw closedError();
    return this.#questions.ask(async () => {
      if (settles) await this.#settle();
      return this.#opened.instance.connect();
    }, use);
  }

  async #settle(): Promise<void> {
    const { writer } = this.#opened;
    try {
      await writer.settle();
    } catch (error) {
      const failure = await this.#toWriteError(error, writer);
      if (this.#opened.writer === writer) throw failure;
    }
  }

  /** After an error that DuckDB calls fatal (a full disk, mostly) it does nothing more until the file is opened anew. */
  async #toWriteError(error: unknown, writer: Writer): Promise<SeatrialError> {
    if (error instanceof SeatrialError) return error;
    if (writer !== this.#opened.writer)
      return new SeatrialError('SEATRIAL_STORE_BUSY', 'The store was opened anew. Send these again in a moment.');
    let message = toMessage(error);
    if (this.#options.path !== inMemory && (error === writer.broken || /fatal|invalidated/i.test(message)))
      try {
        await this.#reopen();
      } catch (again) {
        message = toMessage(again);
      }
    return toWriteFailure(message, error);
  }

  #reopening: Promise<void> | undefined;

  #reopen(between: () => void = () => undefined): Promise<void> {
    this.#reopening ??= (async () => {
      const { connection, instance, log, writer } = this.#opened;
      this.#counts = addCounts(this.#counts, writer.counts);
      await this.contrasts.close();
      await log?.close();
      connection.closeSync();
      instance.closeSync();
      try {
        between();
        this.#opened = await openDatabase(this.#options, this.#memory);
      } finally {
        this.#reopening = undefined;
      }
    })();
    return this.#reopening;
  }
}
