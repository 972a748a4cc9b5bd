import { DatabaseSync } from 'node:sqlite';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('inventory');

export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly cents: number;
  readonly stock: number;
}

const assortment: readonly Product[] = [
  { sku: 'anchor', name: 'Anchor, 12 kg', cents: 18_900, stock: 40 },
  { sku: 'compass', name: 'Compass', cents: 6450, stock: 120 },
  { sku: 'rope', name: 'Rope, 30 m', cents: 2399, stock: 300 },
  { sku: 'lamp', name: 'Lamp', cents: 3120, stock: 75 },
  { sku: 'chart', name: 'Chart of the bay', cents: 1995, stock: 500 },
];

/** Opens the file and fills it where it is new. */
export function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec('CREATE TABLE IF NOT EXISTS products (sku TEXT PRIMARY KEY, name TEXT, cents INTEGER, stock INTEGER)');
  const insert = database.prepare('INSERT OR IGNORE INTO products VALUES (?, ?, ?, ?)');
  for (const { sku, name, cents, stock } of assortment) insert.run(sku, name, cents, stock);
  return database;
}

/** One product, with a span as the conventions for databases want it: node:sqlite has no instrumentation of its own. */
export function findProduct(database: DatabaseSync, sku: string): Product | undefined {
  const text = 'SELECT sku, name, cents, stock FROM products WHERE sku = ?';
  const attributes = {
    'db.system.name': 'sqlite',
    'db.operation.name': 'SELECT',
    'db.collection.name': 'products',
    'db.query.text': text,
  };
  return tracer.startActiveSpan('SELECT products', { kind: SpanKind.CLIENT, attributes }, (span) => {
    try {
      return database.prepare(text).get(sku) as unknown as Product | undefined;
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
