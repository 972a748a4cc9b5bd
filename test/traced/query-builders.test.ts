import { traced } from '@seatrial/traced';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadInstalled, notInstalled } from './installed.ts';
import { startMongoDouble } from './mongo-double.ts';
import type { MongoDouble } from './mongo-double.ts';
import { within } from './suite/table-cases.ts';
import { finishedSpans, registerSdk, resetSpans } from './suite/world.ts';

/** What the tests need of each builder. */
interface Builder extends PromiseLike<readonly Readonly<Record<string, unknown>>[]> {
  where(condition: unknown): Builder;
}

beforeAll(() => registerSdk());
beforeEach(() => resetSpans());

const [knex, drizzle, mongoose] = await Promise.all([
  loadInstalled<{ readonly default: (config: object) => Knex }>('knex'),
  loadInstalled<DrizzleProxy>('drizzle-orm/sqlite-proxy'),
  loadInstalled<{ readonly default: Mongoose }>('mongoose'),
]);

interface Knex {
  (table: string): Builder;
  raw(sql: string): PromiseLike<unknown>;
  destroy(): Promise<void>;
}

interface DrizzleProxy {
  drizzle(run: (sql: string, values: readonly SQLInputValue[]) => Promise<{ rows: readonly unknown[] }>): {
    select(): { from(table: unknown): Builder };
  };
}

interface Mongoose {
  readonly Schema: new (fields: object) => unknown;
  createConnection(
    url: string,
    options: object,
  ): { model(name: string, schema: unknown): Model; close(): Promise<void> };
}

interface Model {
  find(): Builder;
}

function openDatabase(): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  database.exec(
    `create table products (sku text, cents integer); insert into products values ('rope', 1200), ('lamp', 350)`,
  );
  return database;
}

/** The same for each: not run by us, the same object, one run, timed to its end, in the span. */
async function holdsFor(build: () => Builder, count: () => number, condition: unknown): Promise<void> {
  const find = traced('find', build);
  const built: unknown[] = [];
  await within(async () => {
    const query = find();
    built.push(query);
    expect(Object.keys(query)).toEqual(Object.keys(build()));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(count()).toBe(0);
    const rows = await query.where(condition);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ sku: 'rope' });
    expect(count()).toBe(1);
  });
  const span = finishedSpans().find(({ name }) => name === 'find');
  expect(span?.attributes).not.toHaveProperty(['seatrial.deferred']);
  expect((span?.duration[1] ?? 0) / 1e6 + (span?.duration[0] ?? 0) * 1000).toBeGreaterThanOrEqual(15);
  resetSpans();
  await within(() => void find());
  find();
  // A span of ours that ends is when those of others are looked at.
  traced('tick', () => 1)();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(count()).toBe(1);
  expect(finishedSpans().filter(({ attributes }) => attributes['seatrial.deferred'] === true)).toHaveLength(2);
}

describe.skipIf(knex === undefined)(knex === undefined ? `knex (${notInstalled})` : 'knex', () => {
  let runs = 0;
  let client: Knex;

  beforeAll(async () => {
    const dialect = await loadInstalled<{ readonly default: new () => object }>(
      'knex/lib/dialects/better-sqlite3/index.js',
    );
    const Client = dialect?.default ?? Object;
    /** Knex's own SQLite dialect, over the SQLite of Node.js. */
    class NodeSqlite extends Client {
      _driver(): unknown {
        return function open(): unknown {
          const database = openDatabase();
          const prepare = (sql: string): unknown => {
            const statement = database.prepare(sql);
            const all = (values: readonly SQLInputValue[]): unknown => {
              runs += 1;
              return statement.all(...values);
            };
            return { reader: true, all };
          };
          return { prepare, close: () => database.close() };
        };
      }
    }
    const config = { client: NodeSqlite, connection: { filename: ':memory:' }, useNullAsDefault: true };
    client = knex?.default(config) as Knex;
  });

  afterAll(() => client.destroy());

  it('a query is handed on unrun and timed when it runs', async () => {
    await holdsFor(
      () => client('products'),
      () => runs,
      { sku: 'rope' },
    );
  });

  it('a query that fails: the error is on the span', async () => {
    const broken = traced('broken', () => client('nowhere'));
    await within(async () => {
      await expect(broken()).rejects.toThrow('no such table: nowhere');
    });
    expect(finishedSpans()[0]).toMatchObject({ name: 'broken', status: { code: 2 } });
  });
});

describe.skipIf(drizzle === undefined)(drizzle === undefined ? `Drizzle (${notInstalled})` : 'Drizzle', () => {
  it('a query is handed on unrun and timed when it runs', async () => {
    const core =
      await loadInstalled<Readonly<Record<string, (...args: readonly unknown[]) => unknown>>>(
        'drizzle-orm/sqlite-core',
      );
    const { eq } = (await loadInstalled<{ eq(a: unknown, b: unknown): unknown }>('drizzle-orm')) ?? { eq: () => 0 };
    const products = core?.['sqliteTable']?.('products', {
      sku: core['text']?.('sku'),
      cents: core['integer']?.('cents'),
    });
    const database = openDatabase();
    let runs = 0;
    const client = drizzle?.drizzle((sql, values) => {
      runs += 1;
      return Promise.resolve({
        rows: database
          .prepare(sql)
          .all(...values)
          .map((row) => Object.values(row)),
      });
    });
    const { sku } = products as { readonly sku: unknown };
    await holdsFor(
      () => client?.select().from(products) as Builder,
      () => runs,
      eq(sku, 'rope'),
    );
  });
});

describe.skipIf(mongoose === undefined)(mongoose === undefined ? `Mongoose (${notInstalled})` : 'Mongoose', () => {
  let server: MongoDouble;

  beforeAll(async () => {
    server = await startMongoDouble();
  });

  afterAll(() => server.close());

  it('a query is handed on unrun and timed when it runs', async () => {
    const library = mongoose?.default as unknown as Mongoose;
    const options = { serverApi: '1', autoIndex: false, autoCreate: false };
    const connection = library.createConnection(server.url, options);
    const model = connection.model('Product', new library.Schema({ _id: Number, sku: String }));
    const finds = (): number => server.commands.filter((command) => command === 'find').length;
    await holdsFor(() => model.find(), finds, { sku: 'rope' });
    await connection.close();
  });
});
