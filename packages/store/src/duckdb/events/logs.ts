import { toSubject } from '@seatrial/model';
import type { FollowQuery, KnownValuesQuery } from '../../events.ts';
import type { LogArrivals, LogsReader } from '../../logs.ts';
import type { LogRow } from '../../rows.ts';
import type { ListQuery } from '../../store.ts';
import { toLogRow } from '../read-rows.ts';
import type { Asking } from './asking.ts';
import { selectArrivedLogs, selectLogEnd, selectLogNames, selectLogs, selectLogValues } from './log-sql.ts';

/** Answers about single logs. */
export class Logs implements LogsReader {
  readonly #asking: Asking;

  constructor(asking: Asking) {
    this.#asking = asking;
  }

  async logs(query: ListQuery = {}): Promise<readonly LogRow[]> {
    const { layout } = await this.#asking.settle();
    return (await this.#asking.ask(selectLogs(query, layout))).map(toLogRow);
  }

  async followLogs({ where = [], after, limit = 100 }: FollowQuery = {}): Promise<LogArrivals> {
    const { layout } = await this.#asking.settle();
    const [end] = await this.#asking.ask(selectLogEnd);
    const cursor = Number(end?.['cursor'] ?? 0);
    if (after === undefined || after >= cursor) return { logs: [], matched: 0, cursor };
    const rows = await this.#asking.ask(selectArrivedLogs({ where, after, cursor, limit }, layout));
    return { logs: rows.map(toLogRow), matched: Number(rows[0]?.['matched'] ?? 0), cursor };
  }

  async logNames(): Promise<readonly string[]> {
    await this.#asking.settle();
    return (await this.#asking.ask(selectLogNames)).map((row) => String(row['name']));
  }

  async logValues(query: KnownValuesQuery): Promise<readonly string[]> {
    const { layout } = await this.#asking.settle();
    const rows = await this.#asking.ask(selectLogValues(query, toSubject(query.name), layout));
    return rows.map((row) => String(row['value']));
  }
}
