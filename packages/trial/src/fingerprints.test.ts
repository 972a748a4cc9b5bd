import { expect, it } from 'vitest';
import type { ErrorGroupRow } from '@seatrial/store';
import { toErrorVerdicts, toTopFrame } from './fingerprints.ts';

const group = (more: Partial<ErrorGroupRow>): ErrorGroupRow => ({
  route: '/orders',
  type: 'TypeError',
  message: 'no end',
  stack: '',
  candidate: 0,
  baseline: 0,
  traceId: 'a'.repeat(32),
  ...more,
});

it.each([
  [
    'TypeError: x\n    at applyCoupon (file:///srv/app/coupons.js:12:5)\n    at main (file:///srv/app/a.js:1:1)',
    'applyCoupon (coupons.js)',
  ],
  [
    'Error\n    at Query.run (/srv/node_modules/pg/lib/query.js:1:1)\n    at async Orders.save (/srv/app/orders.js:9:9)',
    'Orders.save (orders.js)',
  ],
  ['Error\n    at node:internal/process:1:1\n    at /srv/app/job.js:3:4', 'job.js'],
  ['Error\n    at async node:internal/process:1:1\n    at async file:///srv/app/job.mjs:3:4', 'job.mjs'],
  ['Error\n    at new Order (C:\\app\\order.js:3:4)', 'Order (order.js)'],
  ['Error: from elsewhere', ''],
])('the top frame is of the own code, without a line: %#', (stack, frame) => {
  expect(toTopFrame(stack)).toBe(frame);
});

it('errors are one where they are of one place, whatever the line, the id or the quoted word', () => {
  const stack = (line: number): string => `TypeError\n    at applyCoupon (/srv/coupons.js:${line}:5)`;
  const errors = toErrorVerdicts(
    [
      group({ stack: stack(3), candidate: 4 }),
      group({ stack: stack(9), candidate: 2, traceId: 'b'.repeat(32) }),
      group({ type: '', message: 'order 17 of "ann" failed', candidate: 1, baseline: 3 }),
      group({ type: '', message: 'order 18 of "bob" failed', baseline: 1 }),
      group({ type: 'RangeError', message: 'gone', baseline: 5 }),
    ],
    { candidate: 100, baseline: 900 },
  );
  expect(errors).toMatchObject([
    {
      fingerprint: 'TypeError at applyCoupon (coupons.js)',
      candidate: 6,
      baseline: 0,
      isNew: true,
      traceId: 'a'.repeat(32),
    },
    { fingerprint: 'order … of … failed', candidate: 1, baseline: 4, isNew: false, unseenProbability: null },
  ]);
});

it('an error seen once could be an old one that had stayed unseen: with a tenth of the traffic, as likely as a tenth', () => {
  const requests = { candidate: 100, baseline: 900 };
  const toChance = (candidate: number): number | null | undefined =>
    toErrorVerdicts([group({ candidate })], requests)[0]?.unseenProbability;
  expect(toChance(1)).toBeCloseTo(0.1, 6);
  expect(toChance(2)).toBeCloseTo((0.1 * 99) / 999, 6);
});

it('a request counts once, in whichever of its spans the error shows', () => {
  const stack = 'TypeError: no end\n    at applyCoupon (/srv/coupons.js:12:5)';
  const spans = [{ route: '', stack }, { route: '' }, { route: '/pay' }];
  const errors = toErrorVerdicts(
    spans.map((span) => group({ candidate: 21, ...span })),
    { candidate: 100, baseline: 900 },
  );
  expect(errors).toMatchObject([{ frame: 'applyCoupon (coupons.js)', route: '/pay', candidate: 21 }]);
});
