import type { ComparisonQuery } from '../evidence.ts';
import { selectRepeatedTraces } from './evidence-sql.ts';
import type { Statement } from './queries.ts';
import type { Row } from './read-rows.ts';

/** Ids that are worth writing into a statement. */
const most = 1000;

interface Found {
  readonly service: string;
  readonly from: number;
  readonly to: number;
  readonly cursor: bigint;
  readonly traces: readonly string[] | undefined;
}

/**
 * Remembers which traces have several entry spans of a service: a verdict asks twice about the same time, and to look
 * through all of it for them is most of what it costs.
 */
export class RepeatedTraces {
  #last: Found | undefined;

  /** The traces, or undefined where they are many and a statement has to look for them itself. */
  async find(
    query: ComparisonQuery,
    cursor: bigint,
    ask: (statement: Statement) => Promise<readonly Row[]>,
  ): Promise<readonly string[] | undefined> {
    if (query.unit === 'subject') return undefined;
    const { service, from = 0, to = Number.POSITIVE_INFINITY } = query;
    const known = this.#last;
    // Of a longer time there are more of them, and one too many only costs a look at its spans.
    if (known?.service === service && known.cursor === cursor && known.from <= from && known.to >= to)
      return known.traces;
    const rows = await ask(selectRepeatedTraces(query, most + 1));
    const traces = rows.length > most ? undefined : rows.map((row) => String(row['id']));
    this.#last = { service, from, to, cursor, traces };
    return traces;
  }
}
