import type { SpanRecord } from '@seatrial/model';

const auto = '@seatrial/register/auto';

/** The ways to turn register() on before the service is loaded: a name, and the arguments of Node.js in fixtures/matrix. */
export const cells: readonly (readonly [string, readonly string[]])[] = [
  ['ESM, --import', ['--import', auto, 'app.mjs']],
  ['ESM, --require', ['--require', auto, 'app.mjs']],
  ['ESM, first line, the service imported after it', ['inline-dynamic.mjs']],
  ['ESM, first import, static imports after it', ['inline-static.mjs']],
  ['CommonJS, --import', ['--import', auto, 'app.cjs']],
  ['CommonJS, --require', ['--require', auto, 'app.cjs']],
  ['CommonJS, first line', ['inline.cjs']],
];

/** What service.cjs does, each thing once. */
export function toExpectedSpans({ pg }: { readonly pg: boolean }): Readonly<Record<string, number>> {
  return {
    'http server GET /items/:id': 3,
    'http client GET': 2,
    'undici client GET': 2,
    'express internal request handler': 3,
    'http server GET /orders/:id': 1,
    ...(pg && { 'pg client pg.connect': 2, 'pg client pg-pool.connect': 1, 'pg client pg.query:SELECT postgres': 2 }),
  };
}

/** How often each span came, by instrumentation, kind and name. */
export function countByName(spans: readonly SpanRecord[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const span of spans) {
    const key = `${span.scope.name.replace('@opentelemetry/instrumentation-', '')} ${span.kind} ${span.name}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}
