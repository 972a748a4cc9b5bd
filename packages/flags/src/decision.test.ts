import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import { createTracing } from './contract/tracing.ts';
import type { Tracing } from './contract/tracing.ts';
import { findCurrent } from './current.ts';
import { Decisions } from './decision.ts';
import type { Decision } from './decision.ts';
import type { FlagsOptions } from './options.ts';
import { recordFlag, setCohort } from './record.ts';

type User = Readonly<Partial<Record<'audience', string>>>;

let tracing: Tracing | undefined;

afterEach(() => {
  tracing?.stop();
  vi.unstubAllEnvs();
});

const decisions = new Decisions('vendor');

/** What an adapter reports: a decision that may have been made before, for a user. */
function decide(key: string, value: unknown, user?: User, subject = 'u1'): void {
  findCurrent()?.recordDecision(decisions.find(key, value, undefined, undefined), subject, user);
}

it('is the same object as long as a key comes to the same, and another one as soon as anything differs', () => {
  const first = decisions.find('checkout', true, undefined, 'SPLIT');
  const others = [
    decisions.find('theme', true, undefined, 'SPLIT'),
    decisions.find('checkout', false, undefined, 'SPLIT'),
    decisions.find('checkout', true, 'on', 'SPLIT'),
    decisions.find('checkout', true, undefined, 'STATIC'),
  ];
  expect(new Set([first, ...others]).size).toBe(5);
  expect(decisions.find('checkout', true, undefined, 'SPLIT')).toBe(first);
  expect(decisions.find('checkout', false, undefined, 'SPLIT')).toBe(others[1]);
  expect(first).toMatchObject({
    key: 'checkout',
    value: true,
    variant: undefined,
    reason: 'SPLIT',
    provider: 'vendor',
  });
});

it.each([
  ['an object', { colour: 'blue' }],
  ['a long text', 'x'.repeat(65)],
])('%s as its value is not kept', (_name, value) => {
  const first = decisions.find('theme', value, undefined, undefined);
  expect(decisions.find('theme', value, undefined, undefined)).not.toBe(first);
});

it('of ever new keys and values few are kept, and what comes again is found', () => {
  const many = new Decisions('vendor');
  const early = many.find('checkout', true, undefined, undefined);
  for (let turn = 0; turn < 5000; turn += 1) {
    many.find(`user-${turn}`, true, undefined, undefined);
    many.find('price', turn, undefined, undefined);
  }
  const last = many.find('price', 4999, undefined, undefined);
  const reached = new Set<Decision>();
  const reach = (at: Decision | undefined): void => {
    for (let one = at; one !== undefined && !reached.has(one); one = one.follower) {
      reached.add(one);
      for (let next = one.next; next !== undefined; next = next.next) reached.add(next);
    }
  };
  reach(early);
  reach(last);
  expect(reached.size).toBeLessThan(5000);
  expect(many.find('price', 4999, undefined, undefined)).toBe(last);
  expect(many.find('checkout', true, undefined, undefined)).not.toBe(early);
});

it('of one key at most 16 are looked through', () => {
  const many = new Decisions('vendor');
  for (let value = 0; value < 100; value += 1) many.find('price', value, undefined, undefined);
  let kept = 0;
  for (let at: Decision | undefined = many.find('price', 99, undefined, undefined); at !== undefined; at = at.next)
    kept += 1;
  expect(kept).toBeLessThanOrEqual(16);
});

it('a user who changes between two equal decisions is in both cohorts', () => {
  tracing = createTracing();
  const user = { audience: 'public' };
  tracing.inSpan('batch', () => {
    decide('checkout', true, user);
    user.audience = 'internal';
    decide('checkout', true, user);
    tracing?.inSpan('after', () => undefined);
  });
  expect(tracing.stamped()).toEqual({
    batch: { 'feature_flags.checkout': 'true', 'seatrial.cohort.audience': 'mixed' },
    after: { 'feature_flags.checkout': 'true', 'seatrial.cohort.audience': 'internal' },
  });
});

it('a repeated decision holds against a cohort that was said in between', () => {
  tracing = createTracing();
  const again = (): void => decide('checkout', true, staff);
  const staff = { audience: 'internal' };
  tracing.inSpan('batch', () => {
    again();
    setCohort({ audience: 'public' });
    again();
    tracing?.inSpan('after', () => undefined);
  });
  expect(tracing.stamped()['after']).toMatchObject({ 'seatrial.cohort.audience': 'internal' });
});

it('a user who gets an audience that another span has told before has it here, too', () => {
  tracing = createTracing();
  const user: { audience?: string } = {};
  tracing.inSpan('first', () => decide('checkout', true, { audience: 'beta' }));
  tracing.inSpan('second', () => {
    decide('checkout', true, user, 'u2');
    user.audience = 'beta';
    decide('checkout', true, user, 'u2');
  });
  expect(tracing.stamped()['second']).toEqual({ 'feature_flags.checkout': 'true', 'seatrial.cohort.audience': 'beta' });
});

it('a repeated decision after its request has ended counts as late each time', () => {
  tracing = createTracing();
  const again = (): void => decide('checkout', true);
  tracing.tracer.startActiveSpan('GET', (span) => {
    again();
    span.end();
    again();
    again();
  });
  expect(tracing.flags.lost.late).toBe(2);
});

const spanOf = fc.nat({ max: 3 });
const audience = fc.constantFrom('internal', 'public');
/** What happens, in any order, in up to four open spans, and to two users. */
const happening = fc.oneof(
  fc.record({ what: fc.constant('start' as const), at: spanOf, above: fc.option(spanOf, { nil: undefined }) }),
  fc.record({ what: fc.constant('say' as const), at: spanOf, audience }),
  fc.record({ what: fc.constant('move' as const), user: fc.nat({ max: 1 }), audience }),
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant('decide' as const),
      at: spanOf,
      key: fc.constantFrom('checkout', 'theme'),
      value: fc.boolean(),
      user: fc.nat({ max: 1 }),
    }),
  },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const subject: FlagsOptions['subject'] = { hmacKeyEnv: 'SEATRIAL_TEST_KEY' };

it('decisions that are handed out again leave on spans what those made anew leave', () => {
  vi.stubEnv('SEATRIAL_TEST_KEY', 'a key of over 16 characters');
  const run = (all: readonly Happening[], decideFor: typeof decide): unknown => {
    const { tracer, stamped, flags, stop } = createTracing({ subject });
    let started = 0;
    const start = (above: Context): Context => {
      started += 1;
      return trace.setSpan(above, tracer.startSpan(`span ${started}`, {}, above));
    };
    const places = [0, 1, 2, 3].map(() => start(ROOT_CONTEXT));
    const placeOf = (at: number): Context => places[at] ?? ROOT_CONTEXT;
    const users: { audience?: string }[] = [{ audience: 'internal' }, {}];
    for (const one of all)
      if (one.what === 'start') {
        trace.getSpan(placeOf(one.at))?.end();
        places[one.at] = start(one.above === undefined ? ROOT_CONTEXT : placeOf(one.above));
      } else if (one.what === 'say') context.with(placeOf(one.at), () => setCohort({ audience: one.audience }));
      else if (one.what === 'move') Object.assign(users[one.user] ?? {}, { audience: one.audience });
      else context.with(placeOf(one.at), () => decideFor(one.key, one.value, users[one.user], `u${one.user}`));
    for (const place of places) trace.getSpan(place)?.end();
    const seen = { stamped: stamped(), lost: { ...flags.lost } };
    stop();
    return seen;
  };
  const anew: typeof decide = (flag, value, user, whom) =>
    recordFlag({ key: flag, value, subject: whom, ...(user && { context: { ...user } }) });
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 30 }), (all) => {
      expect(run(all, decide)).toEqual(run(all, anew));
    }),
    { seed: 20_261_128, numRuns: 400 },
  );
});
