import type { Contrast, ContrastQuery, ContrastReader, PatternQuery, Patterns, Predicate } from '@seatrial/store';

/** A row as a store has it: in the group or not, with values of attributes. */
export interface SimulatedRow {
  readonly side: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Rows in memory, asked like a store. */
export function createRowsReader(rows: readonly SimulatedRow[]): ContrastReader {
  const names = [...new Set(rows.flatMap(({ attributes }) => Object.keys(attributes)))];
  const pick = ({ having = [] }: ContrastQuery): readonly SimulatedRow[] =>
    rows.filter((row) => having.every((predicate) => hasValue(row, predicate)));
  return {
    contrast(query): Promise<Contrast> {
      const picked = pick(query);
      const group = picked.filter(({ side }) => side).length;
      const against = picked.length - group;
      const attributes = names.map((name) => {
        const counts = new Map<string | null, { group: number; against: number }>();
        for (const { side, attributes: own } of picked) {
          const value = own[name] ?? null;
          const known = counts.get(value) ?? { group: 0, against: 0 };
          counts.set(value, known);
          known[side ? 'group' : 'against'] += 1;
        }
        return {
          place: 'attribute' as const,
          name,
          distinct: counts.size,
          values: [...counts].map(([text, sides]) => ({ value: { text }, ...sides })).filter((row) => row.group > 0),
        };
      });
      return Promise.resolve({
        group,
        against,
        groupTotal: group,
        againstTotal: against,
        groupTraces: group,
        againstTraces: against,
        leastWeight: 1,
        mostWeight: 1,
        attributes,
      });
    },
    patterns(query: PatternQuery): Promise<Patterns> {
      const patterns = new Map<string, { has: readonly number[]; group: number; against: number; traceId: string }>();
      for (const row of pick(query)) {
        const has = [...query.predicates.keys()].filter((index) => {
          const predicate = query.predicates[index];
          return predicate !== undefined && hasValue(row, predicate);
        });
        const known = patterns.get(has.join(',')) ?? { has, group: 0, against: 0, traceId: '' };
        patterns.set(has.join(','), known);
        known[row.side ? 'group' : 'against'] += 1;
      }
      return Promise.resolve({ used: query.predicates.length, rows: [...patterns.values()] });
    },
  };
}

function hasValue({ attributes }: SimulatedRow, { name, value }: Predicate): boolean {
  return 'text' in value && (attributes[name] ?? null) === value.text;
}
