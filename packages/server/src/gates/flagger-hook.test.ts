import fc from 'fast-check';
import { outcomes, undecidedPolicies } from '@seatrial/trial';
import type { Outcome, Verdict } from '@seatrial/trial';
import { describe, expect, it } from 'vitest';
import { answerHook, flaggerHooks } from './flagger-hook.ts';
import type { FlaggerCanary } from './flagger-hook.ts';

const start = Date.UTC(2026, 10, 24, 10);
const fresh: FlaggerCanary = {
  id: 'shop/checkout',
  checksum: '85d557f47b',
  startedAt: '2026-11-24T10:00:00.000Z',
  firstIncreaseAt: null,
  lastIncreaseAt: null,
  told: null,
};
const policy = { bakeMs: 0, onUndecided: 'wait' } as const;

/** The part of a verdict that a hook goes by. */
function toVerdict(verdict: Outcome, requests = 500): Verdict {
  const phases = { warm: 0, steady: requests, unfinished: 0, shadow: 0 };
  return { verdict, headline: `It is ${verdict}.`, candidate: { requests, phases } } as Verdict;
}

describe('the hooks of Flagger', () => {
  it.each([
    ['confirm-promotion', 'ok', true],
    ['confirm-promotion', 'undecided', false],
    ['confirm-promotion', 'regressed', false],
    ['rollback', 'ok', false],
    ['rollback', 'undecided', false],
    ['rollback', 'regressed', true],
    ['rollout', 'ok', true],
    ['rollout', 'undecided', true],
    ['rollout', 'regressed', false],
    ['confirm-traffic-increase', 'ok', true],
    ['confirm-traffic-increase', 'undecided', false],
    ['confirm-traffic-increase', 'regressed', false],
  ] as const)('%s, %s: %s', (hook, outcome, pass) => {
    const answer = answerHook(hook, fresh, toVerdict(outcome), policy, start);
    expect(answer).toMatchObject({ pass, text: `It is ${outcome}.` });
  });

  it('undecided goes on where the stage says so and there was a request, and never for a regressed one', () => {
    const advance = { ...policy, onUndecided: 'advance' } as const;
    const ask = (verdict: Verdict): boolean =>
      answerHook('confirm-traffic-increase', { ...fresh, firstIncreaseAt: fresh.startedAt }, verdict, advance, start)
        .pass;
    expect([toVerdict('undecided'), toVerdict('undecided', 0), toVerdict('regressed')].map(ask)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('two increases lie at least a bake time apart', () => {
    const bake = { ...policy, bakeMs: 600_000 };
    const ask = (at: number): unknown =>
      answerHook(
        'confirm-traffic-increase',
        { ...fresh, firstIncreaseAt: fresh.startedAt, lastIncreaseAt: fresh.startedAt },
        toVerdict('ok'),
        bake,
        at,
      );
    expect(ask(start + 599_999)).toMatchObject({ pass: false, text: 'It is ok. Bakes for 1 min more.' });
    expect(ask(start + 600_000)).toMatchObject({
      pass: true,
      canary: { lastIncreaseAt: '2026-11-24T10:10:00.000Z', firstIncreaseAt: '2026-11-24T10:00:00.000Z' },
    });
  });

  it('whatever is asked in whatever order: without a request one increase passes, no promotion and no rollback', () => {
    const calls = fc.array(
      fc.record({
        hook: fc.constantFrom(...flaggerHooks),
        none: fc.constantFrom(undefined, toVerdict('undecided', 0)),
        onUndecided: fc.constantFrom(...undecidedPolicies),
      }),
    );
    fc.assert(
      fc.property(calls, (list) => {
        let canary = fresh;
        let increases = 0;
        for (const { hook, none, onUndecided } of list) {
          const answer = answerHook(hook, canary, none, { bakeMs: 0, onUndecided }, start);
          canary = answer.canary;
          if (hook === 'confirm-traffic-increase' && answer.pass) increases += 1;
          if (hook === 'confirm-promotion' || hook === 'rollback') expect(answer.pass).toBe(false);
        }
        expect(increases).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('a regressed release never gets more traffic, an ok one is never rolled back', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...outcomes),
        fc.constantFrom(...undecidedPolicies),
        fc.nat(1000),
        (outcome, onUndecided, bakeMs) => {
          const ask = (hook: (typeof flaggerHooks)[number]): boolean =>
            answerHook(hook, fresh, toVerdict(outcome), { bakeMs, onUndecided }, start + 1000).pass;
          if (outcome === 'regressed')
            expect([ask('confirm-traffic-increase'), ask('confirm-promotion')]).toEqual([false, false]);
          else expect(ask('rollback')).toBe(false);
        },
      ),
    );
  });
});
