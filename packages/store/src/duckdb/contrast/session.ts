import type { DuckDBConnection } from '@duckdb/node-api';
import { functionsTouched } from '@seatrial/model';
import type { Contrast, ContrastQuery, ContrastSize, Patterns, Predicate } from '../../contrast.ts';
import type { Statement } from '../queries.ts';
import type { Row } from '../read-rows.ts';
import type { Layout } from '../selector-sql.ts';
import { hiddenNames, toCountedColumns } from './attribute-sql.ts';
import { countColumns, countEvents, countFunctions, countMaps, countTraceColumn, createCounts } from './count-sql.ts';
import { patternBits, readPatterns } from './patterns.ts';
import { chooseRows, createPicked, insertPicked, knowAll, narrowRows, selectSize } from './pick-rows.ts';
import { copySample, countParts, insertSample, planSample, removeRetries, toPart, toTotal } from './sample.ts';
import { selectAttributes, selectBins, selectValues, toAttributes } from './read-counts.ts';

/** Columns that are counted in one pass over the rows: enough for few passes, and for progress to be seen. */
const columnsAtOnce = 24;

export interface SessionOptions {
  readonly connection: DuckDBConnection;
  /** Without what changes from one question to the next. */
  readonly query: Omit<ContrastQuery, 'having'>;
  readonly layout: Layout;
  /** All names that attributes have. */
  readonly names: readonly string[];
}

/**
 * Rows of two groups, picked once for all the questions of an explanation, on a connection of its own: all of them are about
 * the same rows, whatever arrives meanwhile. There is no transaction, which would hold up checkpoints: rows that are removed
 * meanwhile are in no count of values any more.
 */
export class ContrastSession {
  readonly #options: SessionOptions;
  readonly #size: ContrastSize;
  /** One question after the other: each has the same tables to itself. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(options: SessionOptions, size: ContrastSize) {
    this.#options = options;
    this.#size = size;
  }

  static async open(options: SessionOptions): Promise<ContrastSession> {
    const { connection, query, layout } = options;
    const ask = createAsk(connection);
    return new ContrastSession(options, await pick(ask, query, layout));
  }

  contrast(having: readonly Predicate[], onProgress: (done: number) => void): Promise<Contrast> {
    return this.#inTurn(async (ask) => {
      const size = await this.#choose(ask, having);
      if (size.group === 0 || size.against === 0) return { ...size, attributes: [] };
      await ask({ sql: createCounts, values: [] });
      const statements = toCountStatements(this.#options);
      for (const [index, statement] of statements.entries()) {
        await ask(statement());
        onProgress((index + 1) / (statements.length + 1));
      }
      await ask({ sql: selectAttributes, values: [] });
      const values = await ask({ sql: selectValues, values: [] });
      const bins = await ask({ sql: selectBins, values: [] });
      onProgress(1);
      return { ...size, attributes: toAttributes(values, bins) };
    });
  }

  patterns(having: readonly Predicate[], predicates: readonly Predicate[]): Promise<Patterns> {
    return this.#inTurn(async (ask) => {
      await this.#choose(ask, having);
      await ask(patternBits(predicates, this.#options.query, this.#options.layout));
      return readPatterns(ask, predicates.length);
    });
  }

  /** Ends once what was asked is answered. */
  async close(): Promise<void> {
    await this.#turn;
    this.#options.connection.closeSync();
  }

  #inTurn<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
    const answer = this.#turn.then(() => work(createAsk(this.#options.connection)));
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  async #choose(ask: Ask, having: readonly Predicate[]): Promise<ContrastSize> {
    const { query, layout } = this.#options;
    if (having.length > 0) await ask(narrowRows(having, query, layout));
    await ask({ sql: chooseRows(having.length === 0 ? 'picked' : 'narrowed'), values: [] });
    if (having.length === 0) return this.#size;
    const [row = {}] = await ask({ sql: selectSize('chosen'), values: [] });
    const sizes = toSizes(row);
    const { leastWeight, mostWeight } = this.#size;
    return { ...sizes, groupTotal: sizes.group, againstTotal: sizes.against, leastWeight, mostWeight };
  }
}

export type Ask = (statement: Statement) => Promise<readonly Row[]>;

function createAsk(connection: DuckDBConnection): Ask {
  return async ({ sql, values }) => (await connection.runAndReadAll(sql, values)).getRowObjectsJS();
}

async function pick(ask: Ask, query: SessionOptions['query'], layout: Layout): Promise<ContrastSize> {
  await ask({ sql: createPicked, values: [] });
  const sampled = query.sample === undefined ? undefined : await pickSample(ask, query, query.sample, layout);
  if (sampled !== undefined) return sampled;
  await ask({ sql: knowAll, values: [] });
  await ask(insertPicked(query, layout));
  const [row = {}] = await ask({ sql: selectSize('picked'), values: [] });
  const sizes = toSizes(row);
  return { ...sizes, groupTotal: sizes.group, againstTotal: sizes.against, ...toWeights(row) };
}

/** Nothing where both sides have no more rows than are asked for. */
async function pickSample(
  ask: Ask,
  query: SessionOptions['query'],
  most: number,
  layout: Layout,
): Promise<ContrastSize | undefined> {
  const parts = (await ask(countParts(query, layout))).map(toPart);
  const total = toTotal(parts);
  if (total.group <= most && total.against <= most) return undefined;
  const plan = planSample(parts, most);
  await ask(insertSample(query, plan, layout));
  const [all = {}] = await ask({ sql: selectSize('picked'), values: [] });
  await ask({ sql: copySample(plan), values: [] });
  if (query.unit !== 'span') await ask(removeRetries(query, layout));
  const [left = {}] = await ask({ sql: selectSize('picked'), values: [] });
  const [before, sizes] = [toSizes(all), toSizes(left)];
  // Retries were counted, too; there are as many among all rows as among those of the sample.
  const toTotalOf = (side: 'group' | 'against'): number =>
    before[side] === 0 ? 0 : Math.max(sizes[side], Math.round((total[side] * sizes[side]) / before[side]));
  return { ...sizes, groupTotal: toTotalOf('group'), againstTotal: toTotalOf('against'), ...toWeights(left) };
}

function toWeights(row: Row): Pick<ContrastSize, 'leastWeight' | 'mostWeight'> {
  return { leastWeight: Number(row['least'] ?? 1), mostWeight: Number(row['most'] ?? 1) };
}

function toSizes(row: Row): Pick<ContrastSize, 'group' | 'against' | 'groupTraces' | 'againstTraces'> {
  return {
    group: Number(row['in_group']),
    against: Number(row['in_against']),
    groupTraces: Number(row['group_traces']),
    againstTraces: Number(row['against_traces']),
  };
}

function toCountStatements({ query, layout, names }: SessionOptions): readonly (() => Statement)[] {
  const { unit, wholeTrace } = query;
  const source = { layout, entriesOnly: unit !== 'span' };
  const single = names.filter((name) => name !== functionsTouched);
  const columns = toCountedColumns(single, layout);
  const slices = Array.from({ length: Math.ceil(columns.length / columnsAtOnce) }, (_, index) => index * columnsAtOnce);
  const others = ['name', 'service', ...single.filter((name) => layout.columns.has(name) && !hiddenNames.has(name))];
  return [
    ...slices.map((from) => () => countColumns(columns.slice(from, from + columnsAtOnce), source)),
    () => countMaps(columns, source),
    () => countEvents(source),
    ...(layout.isOnSpans(functionsTouched) ? [() => countFunctions(source)] : []),
    ...(wholeTrace === true ? others.map((name) => () => countTraceColumn(name, layout)) : []),
  ];
}
