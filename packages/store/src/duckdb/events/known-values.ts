import { spanKinds, statusCodes, toSubject } from '@seatrial/model';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { KnownValuesQuery } from '../../events.ts';
import { toLimit } from '../queries.ts';
import { quote } from '../tables.ts';
import { Parameters, toSubjectSql } from '../selector-sql.ts';
import type { Layout } from '../selector-sql.ts';

/** Spans of one round that are looked at, so that a round costs alike at any rate. */
const sampleSize = 8000;
/** Values of a name that one round adds, and that are kept. */
const mostOfRound = 200;
const mostKept = 500;
const mostNames = 500;
const longest = 200;

/** Values of these are looked up in the spans; kind, status and error are closed lists. */
const collected = ['service', 'version', 'build', 'deployment', 'ring', 'commit', 'environment', 'route', 'name'];
const closed: Readonly<Record<string, readonly string[]>> = {
  kind: spanKinds,
  status: statusCodes,
  error: ['true', 'false'],
};

/** What is kept in the file between two processes. */
interface Kept {
  /** Spans up to this one were looked at. */
  readonly cursor: number;
  /** By name (attributes with a leading dot): values and how often each was seen. */
  readonly values: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const metaKey = 'known_values';

/**
 * The values that attributes have had lately, for completion. Each round looks at what came since the last one, at so
 * many spans at most; of a name with very many values the most frequent are kept.
 */
export class KnownValues {
  readonly #values = new Map<string, Map<string, number>>();
  #cursor = 0;
  #keptAt = 0;

  /** Takes over what is in the file. */
  async restore(connection: DuckDBConnection): Promise<void> {
    const rows = await connection.runAndReadAll(`SELECT value FROM seatrial_meta WHERE key = '${metaKey}'`);
    const text = rows.getRowsJS()[0]?.[0];
    if (typeof text !== 'string') return;
    const kept = JSON.parse(text) as Kept;
    this.#cursor = kept.cursor;
    for (const [name, values] of Object.entries(kept.values)) this.#values.set(name, new Map(Object.entries(values)));
  }

  /** Looks at the spans up to `cursor` that it has not seen. */
  async collect(connection: DuckDBConnection, layout: Layout, cursor: number): Promise<void> {
    if (cursor <= this.#cursor) return;
    const every = Math.ceil((cursor - this.#cursor) / sampleSize);
    const columns = [
      ...collected.map((name) => ({ key: name, value: toSubjectSql(toSubject(name), new Parameters(layout)) })),
      ...[...layout.columns.keys()].map((name) => ({ key: `.${name}`, value: `s.${quote(name)}::VARCHAR` })),
    ];
    // By a hash, since spans arrive in patterns: every sixteenth may always be of the same kind.
    // A copy of few rows first: each column is then counted in a moment, whatever the size of the table.
    await connection.run(`CREATE TEMP TABLE sample AS SELECT ${columns.map(({ value }, index) => `${value} AS c${index}`).join(', ')},
      s.attributes FROM spans s WHERE s.cursor > ${this.#cursor} AND s.cursor <= ${cursor} AND hash(s.cursor) % ${every} = 0`);
    const add = async (sql: string, name?: string): Promise<void> => {
      const rows = (await connection.runAndReadAll(sql)).getRowsJS();
      for (const [value, count, key] of rows) this.#add(name ?? String(key), String(value), Number(count) * every);
    };
    for (const [index, { key }] of columns.entries())
      await add(
        `SELECT c${index}, count(*) FROM sample WHERE c${index} IS NOT NULL AND length(c${index}) <= ${longest}
          GROUP BY ALL ORDER BY count(*) DESC LIMIT ${mostOfRound}`,
        key,
      );
    await add(`SELECT entry.value, count(*), '.' || entry.key FROM (SELECT unnest(map_entries(attributes)) AS entry FROM sample)
      WHERE length(entry.value) <= ${longest} GROUP BY entry.key, entry.value QUALIFY row_number() OVER (PARTITION BY entry.key ORDER BY count(*) DESC) <= ${mostOfRound}`);
    this.#cursor = cursor;
  }

  /** Writes them into the file, if that was long ago. */
  async keep(connection: DuckDBConnection, now: number, everyMs: number): Promise<void> {
    if (this.#values.size === 0 || now - this.#keptAt < everyMs) return;
    const values = Object.fromEntries([...this.#values].map(([name, list]) => [name, Object.fromEntries(list)]));
    const text = JSON.stringify({ cursor: this.#cursor, values } satisfies Kept);
    await connection.run('INSERT OR REPLACE INTO seatrial_meta VALUES ($1, $2)', [metaKey, text]);
    this.#keptAt = now;
  }

  /** The most frequent first, among them those of resources, which are few and looked up where they are. */
  async find(connection: DuckDBConnection, { name, prefix = '', limit }: KnownValuesQuery): Promise<readonly string[]> {
    const subject = toSubject(name);
    const isMeant = (value: string): boolean => value.toLowerCase().startsWith(prefix.toLowerCase());
    const most = toLimit(limit);
    if (subject.kind === 'intrinsic') {
      const fixed = closed[subject.name];
      const key = subject.name === 'release' ? 'version' : subject.name;
      return (fixed ?? this.#frequent(key)).filter(isMeant).slice(0, most);
    }
    const rows = await connection.runAndReadAll(
      `SELECT DISTINCT attributes[$1] AS value FROM resources WHERE attributes[$1] IS NOT NULL ORDER BY value LIMIT ${mostKept}`,
      [subject.name],
    );
    const ofResources = rows.getRowsJS().map(([value]) => String(value));
    return [...new Set([...this.#frequent(`.${subject.name}`), ...ofResources])].filter(isMeant).slice(0, most);
  }

  #frequent(key: string): readonly string[] {
    const list = [...(this.#values.get(key) ?? [])];
    return list.toSorted(([a, often], [b, rarely]) => rarely - often || (a < b ? -1 : 1)).map(([value]) => value);
  }

  #add(name: string, value: string, count: number): void {
    const known = this.#values.get(name) ?? new Map<string, number>();
    if (!this.#values.has(name)) {
      if (this.#values.size >= mostNames) return;
      this.#values.set(name, known);
    }
    known.set(value, (known.get(value) ?? 0) + count);
    if (known.size <= mostKept + mostOfRound) return;
    const kept = [...known].toSorted(([, a], [, b]) => b - a).slice(0, mostKept);
    this.#values.set(name, new Map(kept));
  }
}
