import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { createTracing } from './contract/tracing.ts';
import type { Tracing } from './contract/tracing.ts';
import { createDecisions } from './decision.ts';
import type { ToDecision } from './decision.ts';
import { recordFlag, setCohort } from './record.ts';

let tracing: Tracing | undefined;

afterEach(() => tracing?.stop());

const decide: ToDecision = createDecisions('vendor');

it('is the same object as long as nothing differs, and another one as soon as anything does', () => {
  const user = { audience: 'internal' };
  const first = decide('checkout', true, undefined, 'SPLIT', 'u1', user);
  expect(decide('checkout', true, undefined, 'SPLIT', 'u1', user)).toBe(first);
  for (const other of [
    decide('theme', true, undefined, 'SPLIT', 'u1', user),
    decide('theme', false, undefined, 'SPLIT', 'u1', user),
    decide('theme', false, 'on', 'SPLIT', 'u1', user),
    decide('theme', false, 'on', 'STATIC', 'u1', user),
    decide('theme', false, 'on', 'STATIC', 'u2', user),
    decide('theme', false, 'on', 'STATIC', 'u2', { ...user }),
  ])
    expect(other).not.toBe(first);
  expect(decide('checkout', true, undefined, 'SPLIT', 'u1', user)).toEqual(first);
});

it('an object as its value is not kept', () => {
  const value = { colour: 'blue' };
  const first = decide('theme', value, undefined, undefined, undefined, undefined);
  expect(decide('theme', value, undefined, undefined, undefined, undefined)).not.toBe(first);
});

it('a user who changes between two equal decisions is in both cohorts', () => {
  tracing = createTracing();
  const user = { audience: 'public' };
  tracing.inSpan('batch', () => {
    recordFlag(decide('checkout', true, undefined, undefined, 'u1', user));
    user.audience = 'internal';
    recordFlag(decide('checkout', true, undefined, undefined, 'u1', user));
    tracing?.inSpan('after', () => undefined);
  });
  expect(tracing.stamped()).toEqual({
    batch: { 'feature_flags.checkout': 'true', 'seatrial.cohort.audience': 'mixed' },
    after: { 'feature_flags.checkout': 'true', 'seatrial.cohort.audience': 'internal' },
  });
});

it('a repeated decision holds against a cohort that was said in between', () => {
  tracing = createTracing();
  const again = (): void => recordFlag(decide('checkout', true, undefined, undefined, 'u1', staff));
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
  tracing.inSpan('first', () => recordFlag(decide('checkout', true, undefined, undefined, 'u1', { audience: 'beta' })));
  tracing.inSpan('second', () => {
    recordFlag(decide('checkout', true, undefined, undefined, 'u2', user));
    user.audience = 'beta';
    recordFlag(decide('checkout', true, undefined, undefined, 'u2', user));
  });
  expect(tracing.stamped()['second']).toEqual({ 'feature_flags.checkout': 'true', 'seatrial.cohort.audience': 'beta' });
});

it('a repeated decision after its request has ended counts as late each time', () => {
  tracing = createTracing();
  const again = (): void => recordFlag(decide('checkout', true, undefined, undefined, undefined, undefined));
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

it('decisions that are handed out again leave on spans what those made anew leave', () => {
  const run = (all: readonly Happening[], toDecision: ToDecision): unknown => {
    const { tracer, stamped, flags, stop } = createTracing();
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
      else
        context.with(placeOf(one.at), () =>
          recordFlag(toDecision(one.key, one.value, undefined, undefined, 'u', users[one.user])),
        );
    for (const place of places) trace.getSpan(place)?.end();
    const seen = { stamped: stamped(), lost: { ...flags.lost } };
    stop();
    return seen;
  };
  const anew: ToDecision = (key, value, variant, reason, _subject, user) => ({
    key: String(key),
    value,
    variant,
    reason,
    context: user,
  });
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 30 }), (all) => {
      expect(run(all, decide)).toEqual(run(all, anew));
    }),
    { seed: 20_261_128, numRuns: 400 },
  );
});
