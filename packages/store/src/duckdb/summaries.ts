import type { DuckDBConnection } from '@duckdb/node-api';
import { attemptMinutes } from './first-attempts-sql.ts';
import { toSummarySelect } from './summary-sql.ts';

/** Minutes that are summed up in one transaction, so that what waits for it does not wait for long. */
const minutesAtOnce = 60;

/** Half-open, in minutes since 1970. */
export interface MinuteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Which minutes are summed up: a minute closes when nothing comes to it any more, and its requests are counted then.
 * All minutes of {@link covered} have rows of every request in them; others may be without, or have older rows.
 */
export class Summaries {
  /** The last minute that is closed. */
  #closed: number;
  /** The first minute from which on all closed ones are summed up. */
  #from: number;

  private constructor(closed: number, from: number) {
    this.#closed = closed;
    this.#from = from;
  }

  static async open(connection: DuckDBConnection): Promise<Summaries> {
    const rows = await connection.runAndReadAll('SELECT key, value FROM seatrial_meta');
    const values = new Map(rows.getRowsJS().map(([key, value]) => [String(key), Number(value)]));
    return new Summaries(values.get('closed_minute') ?? -1, values.get('summarised_from') ?? 0);
  }

  get closed(): number {
    return this.#closed;
  }

  get covered(): MinuteRange {
    return { from: this.#from, to: Math.max(this.#from, this.#closed + 1) };
  }

  touches({ from, to }: MinuteRange): boolean {
    return from < this.covered.to && to + attemptMinutes > this.covered.from;
  }

  /** Sums up the minutes up to `to`, and a part of what is not summed up before {@link covered}. */
  async close(connection: DuckDBConnection, to: number): Promise<void> {
    // A clock that went back opens minutes again: they are summed up anew when they pass.
    if (to < this.#closed) {
      await connection.run(`INSERT OR REPLACE INTO seatrial_meta VALUES ('closed_minute', '${to}')`);
      this.#closed = to;
    }
    const spans = await findMinutes(connection);
    if (spans === undefined) return;
    // Minutes without spans have nothing to sum up, and what was summed up of spans that are gone has to stay.
    let next = Math.max(this.#closed + 1, spans.from);
    while (next <= Math.min(to, spans.to - 1)) {
      const end = Math.min(next + minutesAtOnce, to + 1, spans.to);
      await this.#sumUp(connection, { from: next, to: end }, { closed: end - 1, from: this.#from });
      // A night or a week without a span is no thousand rounds.
      next = Math.max(end, (await findMinutes(connection, end))?.from ?? end);
    }
    if (this.#from <= spans.from || this.#from > this.#closed + 1) return;
    const from = Math.max(spans.from, this.#from - minutesAtOnce);
    await this.#sumUp(connection, { from, to: this.#from }, { closed: this.#closed, from });
  }

  /** Spans came, or are about to come, to closed minutes: what was summed up of these is not all any more. */
  async reopen(connection: DuckDBConnection, range: MinuteRange): Promise<void> {
    if (!this.touches(range)) return;
    // What was a first attempt in the minutes after them may be a retry now.
    this.#from = Math.min(range.to + attemptMinutes, this.#closed + 1);
    await connection.run(`INSERT OR REPLACE INTO seatrial_meta VALUES ('summarised_from', '${this.#from}')`);
  }

  async #sumUp(
    connection: DuckDBConnection,
    { from, to }: MinuteRange,
    then: { readonly closed: number; readonly from: number },
  ): Promise<void> {
    await connection.run('BEGIN');
    try {
      await connection.run(`DELETE FROM summaries WHERE minute >= ${from} AND minute < ${to}`);
      await connection.run(`INSERT INTO summaries ${toSummarySelect({ from, to })}`);
      await connection.run(
        `INSERT OR REPLACE INTO seatrial_meta VALUES ('closed_minute', '${then.closed}'), ('summarised_from', '${then.from}')`,
      );
      await connection.run('COMMIT');
    } catch (error) {
      await connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
    this.#closed = then.closed;
    this.#from = then.from;
  }
}

/** The first and last minute with spans, from one on. */
async function findMinutes(connection: DuckDBConnection, from = 0): Promise<MinuteRange | undefined> {
  const rows = await connection.runAndReadAll(`SELECT min(minute), max(minute) FROM spans WHERE minute >= ${from}`);
  const [first, last] = rows.getRowsJS()[0] ?? [];
  return typeof first === 'number' && typeof last === 'number' ? { from: first, to: last + 1 } : undefined;
}
