import type { ChangesFile, FunctionChange, MetricPoint } from '@seatrial/model';
import { createFunctionPoints, toContractId } from '@seatrial/store/contract';
import type { FunctionTold } from '@seatrial/store/contract';
import { story } from './shop.ts';

const version = '1.4.2-g9f31c07';
const minute = 60_000;

const former = `export function computeTax(cart: Cart, rates: Rates): Money {
  const net = cart.lines.reduce((sum, line) => sum + line.net, 0);
  const rate = rates.for(cart.country);
  return round(net * rate);
}
`;
const source = `export function computeTax(cart: Cart, rates: Rates): Money {
  const rate = rates.for(cart.country);
  const lines = cart.lines.map((line) => roundLine(line.net * rate));
  const tax = lines.reduce((sum, line) => sum + line, 0);
  if (Math.abs(tax - round(cart.net * rate)) > cart.lines.length) {
    throw new TaxRoundingError(cart.id, tax); // <img src=x onerror=alert(1)>
  }
  return tax;
}
`;

const ada = { name: 'Ada Okafor', email: 'ada@example.com' };
const ben = { name: 'Ben Lind', email: 'ben@example.com' };

interface Changed {
  readonly name: string;
  readonly file: string;
  readonly author: typeof ada;
  readonly told: Partial<FunctionTold>;
}

const functions: readonly Changed[] = [
  {
    name: 'computeTax',
    file: 'src/tax/compute.ts',
    author: ada,
    told: {
      calls: 163,
      buckets: [
        [-30, 106],
        [-6, 57],
      ],
      loaded: true,
    },
  },
  {
    name: 'roundLine',
    file: 'src/tax/round.ts',
    author: ada,
    told: { calls: 844, buckets: [[-60, 844]], loaded: true },
  },
  { name: 'verifySignature', file: 'src/webhook/verify.ts', author: ben, told: { calls: 0, loaded: true } },
  { name: 'refund', file: 'src/pay/refund.ts', author: ben, told: { calls: 0, loaded: true } },
  { name: 'migrateRates', file: 'src/tax/migrate.ts', author: ada, told: { calls: 0, loaded: false } },
  {
    name: 'parseCart',
    file: 'src/cart/parse.ts',
    author: ben,
    told: { unverifiable: 'the file differs from the plan', loaded: true },
  },
];

/** What the canary's processes tell of the functions that its release changed. */
export const shopMetrics: readonly MetricPoint[] = functions.flatMap(({ name, told }) => [
  ...createFunctionPoints({
    at: story.canary * minute,
    start: story.canary * minute,
    name,
    version,
    ...told,
    ...none(told),
  }),
  ...createFunctionPoints({ at: story.end * minute, start: story.canary * minute, name, version, ...told }),
  ...(name === 'computeTax'
    ? createFunctionPoints({
        at: story.end * minute,
        start: story.canary * minute,
        name,
        version,
        calls: 48,
        buckets: [[8, 48]],
        errors: [['TaxRoundingError', 'thrown', 34]],
        cohort: { 'feature_flags.new-tax': 'on' },
      })
    : []),
]);

/** The same before anything ran. */
function none({ calls, loaded }: Partial<FunctionTold>): Partial<FunctionTold> {
  return { ...(calls !== undefined && { calls: 0, errors: [], buckets: [] }), ...(loaded !== undefined && { loaded }) };
}

/** What the release changed, as `seatrial build --upload` tells it. */
export const shopChanges: ChangesFile = {
  schema: 1,
  createdAt: '2026-11-24T09:50:00.000Z',
  createdBy: 'seatrial 0.1.0',
  release: { service: 'checkout', version, commit: '9f31c07'.padEnd(40, '0') },
  from: { ref: 'v1.4.1', commit: '88d02ef'.padEnd(40, '0') },
  to: { ref: 'HEAD', commit: '9f31c07'.padEnd(40, '0') },
  functions: functions.map(({ name, file, author }, index): FunctionChange => ({
    id: toContractId(name),
    name,
    kind: 'function',
    file,
    lines: [41 + index, 50 + index],
    change: 'modified',
    before: { id: toContractId(name), name, file, lines: [41, 46] },
    exported: true,
    authors: [{ ...author, share: 1 }],
    unknownShare: 0,
    owners: [],
    source: name === 'computeTax' ? source : `export function ${name}() {\n  return 2;\n}\n`,
    formerSource: name === 'computeTax' ? former : `export function ${name}() {\n  return 1;\n}\n`,
  })),
  unverifiable: {},
};
