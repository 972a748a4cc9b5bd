import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { createTracing } from './contract/tracing.ts';
import type { Tracing } from './contract/tracing.ts';
import { createDecisions } from './decision.ts';
import type { ToDecision } from './decision.ts';
import { recordFlag } from './record.ts';

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

/** A program: spans within spans, and decisions of two users in them. */
interface Step {
  readonly spans: readonly Step[] | undefined;
  readonly key: string;
  readonly value: boolean;
  readonly user: number;
  /** What the user's audience becomes first. */
  readonly audience: string | undefined;
}

const { steps } = fc.letrec<{ readonly steps: readonly Step[]; readonly step: Step }>((tie) => ({
  steps: fc.array(tie('step'), { maxLength: 6, depthIdentifier: 'steps' }),
  step: fc.record({
    spans: fc.option(tie('steps'), { nil: undefined, depthIdentifier: 'steps', maxDepth: 4 }),
    key: fc.constantFrom('checkout', 'theme'),
    value: fc.boolean(),
    user: fc.constantFrom(0, 1),
    audience: fc.option(fc.constantFrom('internal', 'public'), { nil: undefined, freq: 1 }),
  }),
}));

it('decisions that are handed out again leave on spans what those made anew leave', () => {
  const run = (program: readonly Step[], toDecision: ToDecision): unknown => {
    const { inSpan, stamped, stop } = createTracing();
    let started = 0;
    const users: { audience?: string }[] = [{ audience: 'internal' }, {}];
    const runAll = (all: readonly Step[]): void => {
      for (const { spans: below, key, value, user, audience } of all) {
        const context = users[user] ?? {};
        if (audience !== undefined) context.audience = audience;
        recordFlag(toDecision(key, value, undefined, undefined, 'u', context));
        if (below !== undefined) inSpan(`span ${(started += 1)}`, () => runAll(below));
      }
    };
    inSpan('root', () => runAll(program));
    const seen = stamped();
    stop();
    return seen;
  };
  const anew: ToDecision = (key, value, variant, reason, subject, context) => ({
    key: String(key),
    value,
    variant,
    reason,
    subject: String(subject),
    context,
  });
  fc.assert(
    fc.property(steps, (program) => {
      expect(run(program, decide)).toEqual(run(program, anew));
    }),
    { seed: 20_261_128 },
  );
});
