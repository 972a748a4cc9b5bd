import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { createSpanRedaction } from '../../packages/register/src/redact/processors.ts';
import { measurePairs } from './paired.ts';
import type { BenchRow } from './row.ts';
import { createWork, spans } from './stamp.ts';

/** One more processor costs a little by itself, and register() has several anyway. */
const nothing: SpanProcessor = {
  onStart() {},
  onEnd() {},
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

const shapes: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['span with nothing to redact (goal: not measurable)', {}],
  [
    'HTTP server span with a query and a client',
    { 'url.query': 'page=2&sort=price', 'client.address': '203.0.113.77' },
  ],
  [
    'database span, placeholders',
    {
      'db.system.name': 'postgresql',
      'db.query.text': 'select id, total from orders where customer = $1 and state = $2',
    },
  ],
  [
    'database span, literals',
    {
      'db.system.name': 'postgresql',
      'db.query.text': `select id, total from orders where customer = 'c-17' and total > 42`,
    },
  ],
];

/** What redaction by default costs a span, beside the same span with a processor that does nothing. */
export async function benchRedact(): Promise<readonly BenchRow[]> {
  const redaction = createSpanRedaction({});
  const processors = redaction === undefined ? [] : [redaction];
  const rows: BenchRow[] = [];
  const add = async (name: string, work: () => Promise<void>, plain: () => Promise<void>): Promise<void> => {
    const { ratio, upper, aNano, bNano } = await measurePairs(work, plain, { operations: spans });
    const detail = `${aNano.toFixed(0)} ns against ${bNano.toFixed(0)} ns a span`;
    rows.push({ group: 'redact', name, ratio, upper, detail });
  };
  await add('plain against plain (noise floor)', createWork([nothing]), createWork([nothing]));
  for (const [name, attributes] of shapes)
    await add(name, createWork(processors, attributes), createWork([nothing], attributes));
  return rows;
}
