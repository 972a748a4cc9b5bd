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
  let used = predicates;
  const toMask = (): string => `(bits & ${2n ** BigInt(used) - 1n}::UBIGINT)`;
  for (; used > 1; used = Math.ceil(used / 2)) {
    const [counted] = await ask({ sql: `SELECT count(DISTINCT ${toMask()}) AS patterns FROM patterns`, values: [] });
    if (Number(counted?.['patterns']) <= mostPatterns) break;
  }
  const rows = await ask({
    sql: `SELECT ${toMask()} AS bits, sum(in_group)::BIGINT AS in_group, sum(in_against)::BIGINT AS in_against,
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

function toIndexes(bits: bigint): readonly number[] {
  const indexes: number[] = [];
  for (let [index, left] = [0, bits]; left > 0n; index += 1, left >>= 1n) if ((left & 1n) === 1n) indexes.push(index);
  return indexes;
}
