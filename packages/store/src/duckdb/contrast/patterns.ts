import type { ContrastQuery, PatternRow, Patterns, Predicate } from '../../contrast.ts';
import type { Statement } from '../queries.ts';
import { Parameters } from '../selector-sql.ts';
import type { Layout } from '../selector-sql.ts';
import { fromChosen } from './pick-rows.ts';
import { toPredicateSql } from './predicate-sql.ts';
import type { Ask } from './session.ts';

/** Ways in which rows fall together, beyond which the last predicates are left out. */
const mostPatterns = 20_000;

/** Of each row, which predicates it has, a bit for each. */
export function patternBits(
  predicates: readonly Predicate[],
  { unit }: Omit<ContrastQuery, 'having'>,
  layout: Layout,
): Statement {
  const parameters = new Parameters(layout, { entriesOnly: unit !== 'span' });
  const bits = predicates.map(
    (predicate, index) =>
      `CASE WHEN ${toPredicateSql(predicate, parameters)} THEN ${2n ** BigInt(index)}::UBIGINT ELSE 0::UBIGINT END`,
  );
  return {
    sql: `CREATE OR REPLACE TEMP TABLE patterns AS SELECT bits, count(*) FILTER (side) AS in_group, count(*) FILTER (NOT side) AS in_against,
        min(trace_id) FILTER (side) AS trace_id
      FROM (SELECT p.side, p.trace_id, ${bits.length === 0 ? '0::UBIGINT' : bits.join(' | ')} AS bits FROM ${fromChosen(parameters)})
      GROUP BY bits`,
    values: parameters.values,
  };
}

export async function readPatterns(ask: Ask, predicates: number): Promise<Patterns> {
  const toMask = (used: number): string => `(bits & ${2n ** BigInt(used) - 1n}::UBIGINT)`;
  const isFew = async (used: number): Promise<boolean> => {
    const [row] = await ask({ sql: `SELECT count(DISTINCT ${toMask(used)}) AS patterns FROM patterns`, values: [] });
    return Number(row?.['patterns']) <= mostPatterns;
  };
  const used = (await isFew(predicates)) ? predicates : await findMost(isFew, 1, predicates);
  const rows = await ask({
    sql: `SELECT ${toMask(used)} AS bits, sum(in_group)::BIGINT AS in_group, sum(in_against)::BIGINT AS in_against,
        replace(min(trace_id)::VARCHAR, '-', '') AS trace_id FROM patterns GROUP BY 1 ORDER BY 1`,
    values: [],
  });
  return {
    used,
    rows: rows.map((row): PatternRow => ({
      has: toIndexes(row['bits'] as bigint),
      group: Number(row['in_group']),
      against: Number(row['in_against']),
      traceId: String(row['trace_id'] ?? ''),
    })),
  };
}

/** The most that is few, where `few` is and `many` is not, and what is between them turns once. */
async function findMost(isFew: (count: number) => Promise<boolean>, few: number, many: number): Promise<number> {
  if (few + 1 >= many) return few;
  const middle = (few + many) >> 1;
  return (await isFew(middle)) ? findMost(isFew, middle, many) : findMost(isFew, few, middle);
}

function toIndexes(bits: bigint): readonly number[] {
  const indexes: number[] = [];
  for (let [index, left] = [0, bits]; left > 0n; index += 1, left >>= 1n) if ((left & 1n) === 1n) indexes.push(index);
  return indexes;
}
