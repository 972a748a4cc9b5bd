import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { createBatch, createLog, createSpan, startOfTime } from '@seatrial/store/contract';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { Traffic } from '../../packages/cli/src/generate/traffic.ts';
import { runNode } from '../process/run-node.ts';

const spans = 6000;
const minutes = 20;

/** A store of made-up traffic, the same each time, and one trace with all that a trace can have. */
export async function createShopStore(folder: string): Promise<string> {
  const path = join(folder, 'shop.duckdb');
  const store = await createDuckDbStore({ path });
  const traffic = new Traffic({ seed: 11 });
  const slices = Array.from({ length: minutes * 20 }, (_, at) =>
    traffic.next(spans / (minutes * 20), startOfTime + at * 3000),
  );
  await store.ingest(createBatch({ spans: slices.flat() }), { historic: true });
  await store.ingest(await createFailingTrace(folder), { historic: true });
  await store.maintain();
  await store.close();
  return path;
}

async function createFailingTrace(
  folder: string,
): Promise<Parameters<Awaited<ReturnType<typeof createDuckDbStore>>['ingest']>[0]> {
  const canary = {
    service: 'checkout',
    version: '1.4.2-g3f2c1a9',
    ring: 'canary',
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  };
  const at = minutes * 60_000;
  const flags = { 'feature_flags.new-tax': 'on', 'seatrial.cohort.audience': 'internal' };
  const touched = { 'seatrial.functions.touched': ['computeTax', 'Cart.total'] };
  const entry = createSpan({
    ...canary,
    name: 'POST /api/checkout',
    route: '/api/checkout',
    spanId: '00f067aa0ba902b7',
    at,
    ms: 182,
    statusCode: 'error',
    attributes: { ...flags, ...touched, 'http.response.status_code': 500 },
  });
  const inner = (name: string, spanId: string, from: number, ms: number): Parameters<typeof createSpan>[0] => ({
    ...canary,
    name,
    spanId,
    parentSpanId: entry.spanId,
    kind: 'internal',
    at: at + from,
    ms,
    attributes: { 'http.route': null, ...flags },
  });
  const exception = {
    'exception.type': 'RangeError',
    'exception.message': 'no tax on -1',
    'exception.stacktrace': await throwFromBundle(folder),
  };
  const price = createSpan({
    ...inner('price cart', '00f067aa0ba902b9', 96, 61),
    statusCode: 'error',
    events: [{ timeNano: 1n, name: 'exception', attributes: exception, droppedAttributes: 0 }],
  });
  const query = createSpan({ ...inner('SELECT carts', '00f067aa0ba902b8', 12, 71), kind: 'client' });
  const log = createLog({
    timeNano: price.startNano + 5_000_000n,
    severityText: 'WARN',
    severityNumber: 13,
    body: 'net amount is -1, coupon SUMMER',
    traceId: price.traceId,
    spanId: price.spanId,
  });
  return createBatch({ spans: [entry, query, price], logs: [log] });
}

/** The stack of an error out of a minified bundle that lies in /app, its source map beside the bundle in `folder`. */
async function throwFromBundle(folder: string): Promise<string> {
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(
    join(folder, 'src/tax.ts'),
    'export function computeTax(net: number): number {\n  if (net < 0) throw new RangeError(`no tax on ${net}`);\n  return net * 0.2;\n}\n',
  );
  writeFileSync(
    join(folder, 'src/server.ts'),
    "import { computeTax } from './tax.ts';\n\nexport const priceCart = (net: number): number => net + computeTax(net);\npriceCart(-1);\n",
  );
  const outfile = join(folder, 'dist/server.mjs');
  const entryPoints = [join(folder, 'src/server.ts')];
  await build({ entryPoints, outfile, bundle: true, minify: true, sourcemap: true, format: 'esm', logLevel: 'silent' });
  const code = `import(${JSON.stringify(outfile)}).catch((error) => console.log(error.stack))`;
  const { stdout } = await runNode(['-e', code]);
  // Node.js's own frames are others in each of its versions.
  return stdout.replaceAll(folder, '/app').replaceAll(/^.*node:.*\n/gm, '');
}
