import { numberPattern } from '@seatrial/model';
import type { ContrastAttribute, ContrastValueRow, Place } from '../../contrast.ts';
import type { Row } from '../read-rows.ts';

/** Values of an attribute that are given. */
const mostValues = 100;
/** Attributes that are given, those that most rows have. */
const mostAttributes = 2000;
/** Numbers of an attribute beyond which they are in bins. */
const binnedFrom = 20;
const bins = 10;

/** What is known of each attribute before its values are read. Only what a row has once can be in bins. */
export const selectAttributes: string = `CREATE OR REPLACE TEMP TABLE names AS
  SELECT key, count(*) AS distinct_values, (key LIKE 'field %' OR key LIKE 'attribute %') AND count(value) > ${binnedFrom} AND bool_and(regexp_full_match(value, '${numberPattern.source}')) AS numeric
  FROM counts GROUP BY key ORDER BY sum(in_group) FILTER (value IS NOT NULL) DESC, key LIMIT ${mostAttributes}`;

/** The values that are most likely to stand out: how many more rows of the group have them than would by chance, in bits. */
export const selectValues: string = `SELECT key, distinct_values, value, in_group, in_against FROM (
    SELECT n.key, n.distinct_values, c.value, c.in_group, c.in_against, t.in_group AS all_group, t.in_against AS all_against
    FROM counts c JOIN names n ON n.key = c.key, (SELECT count(*) FILTER (side) AS in_group, count(*) FILTER (NOT side) AS in_against FROM chosen) t
    WHERE c.in_group > 0 OR n.distinct_values <= ${bins})
  QUALIFY row_number() OVER (PARTITION BY key ORDER BY
    in_group * ln(greatest(in_group, 0.5) * (all_group + all_against) / ((in_group + in_against) * all_group)) DESC, value) <= ${mostValues}
  ORDER BY key, value`;

/** Tenths of the rows that are compared with, and what lies outside of all of them. */
export const selectBins: string = `WITH numbers AS (SELECT c.key, TRY_CAST(c.value AS DOUBLE) AS number, c.in_group, c.in_against
      FROM counts c JOIN names n ON n.key = c.key WHERE n.numeric AND c.value IS NOT NULL),
    placed AS (SELECT *, sum(in_against) OVER (PARTITION BY key ORDER BY number) AS upto, sum(in_against) OVER (PARTITION BY key) AS total,
      max(number) FILTER (in_against > 0) OVER (PARTITION BY key) AS highest FROM numbers)
  SELECT key, CASE WHEN number > highest THEN ${bins + 1} ELSE ceil(${bins} * upto / total) END AS bin, min(number) AS least, max(number) AS most,
    sum(in_group)::BIGINT AS in_group, sum(in_against)::BIGINT AS in_against
  FROM placed WHERE total > 0 GROUP BY ALL ORDER BY key, bin`;

export function toAttributes(values: readonly Row[], binRows: readonly Row[]): readonly ContrastAttribute[] {
  const byKey = groupByKey(binRows);
  return [...groupByKey(values)].map(([key, rows]) => {
    const ranges = toRanges(byKey.get(key) ?? []);
    const space = key.indexOf(' ');
    const texts = rows.map((row) => ({ value: { text: row['value'] as string | null }, ...toSides(row) }));
    return {
      place: key.slice(0, space) as Place,
      name: key.slice(space + 1),
      distinct: Number(rows[0]?.['distinct_values']) + ranges.length,
      values: [...texts, ...ranges],
    };
  });
}

function groupByKey(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = String(row['key']);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

interface Sides {
  readonly group: number;
  readonly against: number;
}

function toSides(row: Row): Sides {
  return { group: Number(row['in_group']), against: Number(row['in_against']) };
}

/** Bins side by side, and all that lies below or above each bound between them. */
function toRanges(rows: readonly Row[]): readonly ContrastValueRow[] {
  const sides = rows.map(toSides);
  const bounds = rows.slice(1).map((row, index) => toBound(Number(rows[index]?.['most']), Number(row['least'])));
  const sum = (some: readonly Sides[]): Sides => ({
    group: some.reduce((total, { group }) => total + group, 0),
    against: some.reduce((total, { against }) => total + against, 0),
  });
  const inner = sides
    .slice(1, -1)
    .map((side, index) => ({ value: { above: bounds[index] ?? null, below: bounds[index + 1] ?? null }, ...side }));
  const tails = bounds.flatMap((bound, index) => [
    { value: { above: null, below: bound }, ...sum(sides.slice(0, index + 1)) },
    { value: { above: bound, below: null }, ...sum(sides.slice(index + 1)) },
  ]);
  return [...inner, ...tails];
}

/** A number between two: a round one next to the lower, else the one in the middle with as few digits as there can be. */
function toBound(low: number, high: number): number {
  const middle = low + (high - low) / 2;
  const unit = 10 ** Math.floor(Math.log10(Math.abs(low)) - 1);
  const next = Number(((Math.floor(low / unit) + 1) * unit).toPrecision(2));
  if (next > low && next < high) return next;
  for (let digits = 1; digits <= 17; digits += 1) {
    const rounded = Number(middle.toPrecision(digits));
    if (rounded > low && rounded < high) return rounded;
  }
  return middle;
}
