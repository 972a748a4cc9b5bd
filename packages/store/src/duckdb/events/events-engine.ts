import type { DuckDBConnection } from '@duckdb/node-api';
import type {
  Arrivals,
  EventsReader,
  FollowQuery,
  Groups,
  GroupsQuery,
  Heatmap,
  HeatmapQuery,
  KnownValuesQuery,
} from '../../events.ts';
import { SeatrialError } from '@seatrial/model';
import { runSql } from '../sql/run-sql.ts';
import type { SqlAnswer, SqlQuery, SqlReader } from '../../sql.ts';
import type { LogArrivals, LogsReader } from '../../logs.ts';
import type { LogRow, SpanRow } from '../../rows.ts';
import type { ListQuery, Store } from '../../store.ts';
import { toLogRow, toSpanRow } from '../read-rows.ts';
import type { Asking } from './asking.ts';
import { findTrace } from './find-trace.ts';
import { follow } from './follow.ts';
import { groups } from './groups.ts';
import { heatmap } from './heatmap.ts';
import { Logs } from './logs.ts';
import { KnownValues } from './known-values.ts';
import { TraceBlocks } from './trace-blocks.ts';
import { selectTraceLogs, selectTraceSpans } from './trace-sql.ts';

/** How often what completion knows is written into the file. */
const keepEveryMs = 300_000;
/** Statements of people at once: each may keep all of DuckDB's threads busy. */
const mostStatements = 2;

/** The side of the engine that answers about single events. */
export class EventsEngine implements EventsReader, LogsReader, SqlReader, Pick<Store, 'trace' | 'traceLogs'> {
  readonly #asking: Asking;
  readonly #known = new KnownValues();
  readonly #traces = new TraceBlocks();
  /** Blocks that are not in the file yet. */
  #fresh: Awaited<ReturnType<TraceBlocks['collect']>> = [];

  readonly #logs: Logs;
  #statements = 0;
  #restored: Promise<void> | undefined;

  constructor(asking: Asking) {
    this.#asking = asking;
    this.#logs = new Logs(asking);
  }

  logs(query?: ListQuery): Promise<readonly LogRow[]> {
    return this.#logs.logs(query);
  }

  followLogs(query?: FollowQuery): Promise<LogArrivals> {
    return this.#logs.followLogs(query);
  }

  logNames(): Promise<readonly string[]> {
    return this.#logs.logNames();
  }

  logValues(query: KnownValuesQuery): Promise<readonly string[]> {
    return this.#logs.logValues(query);
  }

  follow(query: FollowQuery = {}): Promise<Arrivals> {
    return follow(this.#asking, query);
  }

  heatmap(query: HeatmapQuery = {}): Promise<Heatmap> {
    return heatmap(this.#asking, query);
  }

  groups(query: GroupsQuery): Promise<Groups> {
    return groups(this.#asking, query);
  }

  async knownValues(query: KnownValuesQuery): Promise<readonly string[]> {
    await this.#restore();
    return this.#asking.withConnection((connection) => this.#known.find(connection, query));
  }

  async trace(traceId: string): Promise<readonly SpanRow[]> {
    await this.#restore();
    const { layout } = await this.#asking.settle();
    const found = await findTrace(this.#asking, this.#traces, traceId);
    if (found === undefined) return [];
    const rows = await this.#asking.ask(selectTraceSpans(found, layout));
    return rows.map((row) => toSpanRow(row, layout.columns.keys()));
  }

  async traceLogs(traceId: string): Promise<readonly LogRow[]> {
    await this.#restore();
    await this.#asking.settle();
    const found = await findTrace(this.#asking, this.#traces, traceId);
    if (found === undefined) return [];
    return (await this.#asking.ask(selectTraceLogs(found))).map(toLogRow);
  }

  async sql(query: SqlQuery): Promise<SqlAnswer> {
    const { layout } = await this.#asking.settle();
    if (this.#statements >= mostStatements)
      throw new SeatrialError(
        'SEATRIAL_STORE_BUSY',
        `${mostStatements} statements run already. Try again in a moment.`,
      );
    this.#statements += 1;
    try {
      return await this.#asking.withConnection((connection) => runSql(connection, query, layout));
    } finally {
      this.#statements -= 1;
    }
  }

  /** Learns from what came since the last round; nothing waits for it. */
  async learn(): Promise<void> {
    await this.#restore();
    const { layout, cursor } = await this.#asking.settle();
    this.#fresh = await this.#asking.withConnection(async (connection) => {
      await this.#known.collect(connection, layout, cursor);
      return this.#traces.collect(connection, cursor);
    });
  }

  /** Writes what was learned into the file; what only completion needs, unless that was done a while ago. */
  async keep(connection: DuckDBConnection, now: number): Promise<void> {
    await this.#known.keep(connection, now, keepEveryMs);
    await this.#traces.keep(connection, this.#fresh);
    this.#fresh = [];
  }

  #restore(): Promise<void> {
    this.#restored ??= this.#asking.withConnection(async (connection) => {
      await this.#known.restore(connection);
      await this.#traces.restore(connection);
    });
    return this.#restored;
  }
}

export type EventsMethod = keyof EventsReader | keyof LogsReader | 'sql' | 'trace' | 'traceLogs';

const methods: ReadonlySet<string> = new Set<EventsMethod>([
  'follow',
  'heatmap',
  'groups',
  'knownValues',
  'logs',
  'followLogs',
  'logNames',
  'logValues',
  'sql',
  'trace',
  'traceLogs',
]);

export function isEventsMethod(method: string): method is EventsMethod {
  return methods.has(method);
}
