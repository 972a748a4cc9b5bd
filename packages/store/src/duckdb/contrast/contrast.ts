import type { DuckDBConnection } from '@duckdb/node-api';
import { functionsTouched } from '@seatrial/model';
import type { Contrast, ContrastQuery, ContrastSize, PatternQuery, Patterns } from '../../contrast.ts';
import type { Statement } from '../queries.ts';
import type { Row } from '../read-rows.ts';
import { Parameters } from '../selector-sql.ts';
import type { Layout } from '../selector-sql.ts';
import { hiddenNames, toCountedColumns } from './attribute-sql.ts';
import { countColumns, countEvents, countFunctions, countMaps, countTraceColumn, createCounts } from './count-sql.ts';
import { patternBits, readPatterns } from './patterns.ts';
import { createPicked, insertPicked, thinPicked } from './pick-rows.ts';
import { selectAttributes, selectBins, selectValues, toAttributes } from './read-counts.ts';

/** Columns that are counted in one pass over the rows: enough for few passes, and for progress to be seen. */
const columnsAtOnce = 24;

export interface Asked<Q extends ContrastQuery> {
  readonly connection: DuckDBConnection;
  readonly query: Q;
  readonly layout: Layout;
  /** All names that attributes have. */
  readonly names: readonly string[];
}

/** Counts every value of every attribute. The connection is this question's own, and all of it sees the same rows. */
export async function readContrast(asked: Asked<ContrastQuery>, onProgress: (done: number) => void): Promise<Contrast> {
  const { connection, query, layout, names } = asked;
  const ask = createAsk(connection);
  await ask({ sql: 'BEGIN', values: [] });
  const size = await pick(ask, query, layout);
  if (size.group === 0 || size.against === 0) return { ...size, attributes: [] };
  await ask({ sql: createCounts, values: [] });
  const statements = toCountStatements(asked, names);
  for (const [index, statement] of statements.entries()) {
    await ask(statement());
    onProgress((index + 1) / (statements.length + 1));
  }
  await ask({ sql: selectAttributes, values: [] });
  const values = await ask({ sql: selectValues, values: [] });
  const bins = await ask({ sql: selectBins, values: [] });
  onProgress(1);
  return { ...size, attributes: toAttributes(values, bins) };
}

/** How rows fall together by some predicates. */
export async function readPatternRows({ connection, query, layout }: Asked<PatternQuery>): Promise<Patterns> {
  const ask = createAsk(connection);
  await ask({ sql: 'BEGIN', values: [] });
  await pick(ask, query, layout);
  await ask(patternBits(query, layout));
  return readPatterns(ask, query.predicates.length);
}

export type Ask = (statement: Statement) => Promise<readonly Row[]>;

function createAsk(connection: DuckDBConnection): Ask {
  return async ({ sql, values }) => (await connection.runAndReadAll(sql, values)).getRowObjectsJS();
}

const selectSize = `SELECT count(*) FILTER (side) AS in_group, count(*) FILTER (NOT side) AS in_against, min(weight) AS least, max(weight) AS most FROM picked`;

async function pick(ask: Ask, query: ContrastQuery, layout: Layout): Promise<ContrastSize> {
  await ask({ sql: createPicked, values: [] });
  await ask(insertPicked(query, layout));
  const [total] = await ask({ sql: selectSize, values: [] });
  const [groupTotal, againstTotal] = [Number(total?.['in_group']), Number(total?.['in_against'])];
  const sizes = { groupTotal, againstTotal, group: groupTotal, against: againstTotal };
  const weights = { leastWeight: Number(total?.['least'] ?? 1), mostWeight: Number(total?.['most'] ?? 1) };
  const { sample } = query;
  if (sample === undefined || (groupTotal <= sample && againstTotal <= sample)) return { ...sizes, ...weights };
  if (groupTotal > sample) await ask({ sql: thinPicked(true, sample, groupTotal), values: [] });
  if (againstTotal > sample) await ask({ sql: thinPicked(false, sample, againstTotal), values: [] });
  const [left] = await ask({ sql: selectSize, values: [] });
  return { ...sizes, ...weights, group: Number(left?.['in_group']), against: Number(left?.['in_against']) };
}

function toCountStatements(
  { query, layout }: Asked<ContrastQuery>,
  names: readonly string[],
): readonly (() => Statement)[] {
  const entriesOnly = query.unit !== 'span';
  const single = names.filter((name) => name !== functionsTouched);
  const columns = toCountedColumns(single, layout);
  const slices = Array.from({ length: Math.ceil(columns.length / columnsAtOnce) }, (_, index) => index * columnsAtOnce);
  const others = ['name', 'service', ...single.filter((name) => layout.columns.has(name) && !hiddenNames.has(name))];
  return [
    ...slices.map(
      (from) => () => countColumns(columns.slice(from, from + columnsAtOnce), new Parameters(layout, { entriesOnly })),
    ),
    () => countMaps(columns, layout),
    () => ({ sql: countEvents, values: [] }),
    ...(layout.isOnSpans(functionsTouched) ? [() => countFunctions(layout)] : []),
    ...(query.wholeTrace === true ? others.map((name) => () => countTraceColumn(name, layout)) : []),
  ];
}
