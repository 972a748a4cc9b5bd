import fc from 'fast-check';
import { formatSelector } from '@seatrial/model';
import { describe, expect, it } from 'vitest';
import { outcomes } from '../verdict.ts';
import type { Outcome, Verdict } from '../verdict.ts';
import { toStageOptions, undecidedPolicies } from './plan.ts';
import type { RolloutPlan, Stage } from './plan.ts';
import { createRollout, startStage, stepRollout, toStageIndex } from './rollout.ts';
import type { Rollout } from './rollout.ts';

const start = Date.UTC(2026, 10, 24, 10);
const canary: Stage = { name: 'canary', ring: 'canary', bakeMs: 600_000, onUndecided: 'wait' };

/** The part of a verdict that a rollout goes by. */
function toVerdict(verdict: Outcome, requests = 500): Verdict {
  return {
    verdict,
    headline: `It is ${verdict}.`,
    candidate: { requests, trafficShare: requests / (requests + 4500) },
    baseline: { requests: 4500 },
  } as Verdict;
}

function toPlan(...stages: readonly Stage[]): RolloutPlan {
  return { service: 'checkout', stages };
}

function look(rollout: Rollout, plan: RolloutPlan, verdict: Verdict, now: number): Rollout {
  return stepRollout(startStage(rollout, now), plan, verdict, now);
}

describe('a rollout', () => {
  it('passes a stage that is OK when its bake time is over, and not before', () => {
    const plan = toPlan(canary);
    let rollout = startStage(createRollout(plan, '1.4.2', start), start);
    rollout = look(rollout, plan, toVerdict('ok'), start + 599_999);
    expect(rollout).toMatchObject({ status: 'running', stages: [{ text: 'It is ok. Bakes for 1 min more.' }] });
    rollout = look(rollout, plan, toVerdict('ok'), start + 600_000);
    expect(rollout).toMatchObject({ status: 'passed', endedAt: '2026-11-24T10:10:00.000Z' });
  });

  it('says which share of the traffic a stage gets, and where that is not the declared one', () => {
    const plan = toPlan({ ...canary, share: 0.1 });
    const step = (requests: number): string | undefined =>
      look(createRollout(plan, '1.4.2', start), plan, toVerdict('undecided', requests), start).stages[0]?.text;
    expect(step(500)).toBe('It is undecided. Bakes for 10 min more. It gets 10 % of the traffic; 10 % is declared.');
    expect(step(470)).toContain('It gets 9.5 % of the traffic; 10 % is declared.');
    expect(step(150)).toContain('It gets 3.2 % of the traffic, and 10 % is declared: look at what splits it');
    expect(step(0)).toContain('It gets 0 % of the traffic, and 10 % is declared');
  });

  it('stops at once when the release regressed, and stays stopped', () => {
    const plan = toPlan(canary, { ...canary, name: '50%' });
    const stopped = look(createRollout(plan, '1.4.2', start), plan, toVerdict('regressed'), start);
    expect(stopped).toMatchObject({
      status: 'stopped',
      stages: [{ status: 'stopped', text: 'It is regressed.' }, { status: 'waiting' }],
    });
    expect(look(stopped, plan, toVerdict('ok'), start + 9e6)).toEqual(stopped);
  });

  it.each([
    ['wait', 500, 'running', 'It is undecided. Waits for a verdict.'],
    ['wait', 0, 'running', 'It is undecided. Waits for a verdict.'],
    ['advance', 500, 'passed', 'It is undecided. Undecided at the end means go on here.'],
    ['advance', 0, 'running', 'It is undecided. Without a request of the candidate it does not go on.'],
    ['abort', 500, 'stopped', 'It is undecided. Undecided at the end means stop here.'],
    ['abort', 0, 'stopped', 'It is undecided. Undecided at the end means stop here.'],
  ] as const)(
    'undecided at the end of the bake time, %s, with %d requests: %s',
    (onUndecided, requests, status, text) => {
      const plan = toPlan({ ...canary, onUndecided });
      const begun = startStage(createRollout(plan, '1.4.2', start), start);
      const after = look(begun, plan, toVerdict('undecided', requests), start + 600_000);
      expect(after).toMatchObject({ status, stages: [{ status, text, requests }] });
    },
  );

  it('whatever is seen: no stage passes without requests, before its bake time, or before the one before it; each look is kept', () => {
    const stages = fc.array(
      fc.record({
        name: fc.constant('stage'),
        bakeMs: fc.nat(1000),
        onUndecided: fc.constantFrom(...undecidedPolicies),
      }),
      { minLength: 1, maxLength: 4 },
    );
    // OK is never said without a request: that is the verdict's own promise.
    const seen = fc
      .record({ verdict: fc.constantFrom(...outcomes), requests: fc.nat(2), after: fc.nat(800) })
      .filter(({ verdict, requests }) => verdict !== 'ok' || requests > 0);
    fc.assert(
      fc.property(stages, fc.array(seen, { maxLength: 30 }), (list, looks) => {
        const plan = toPlan(...list);
        let now = start;
        let rollout = createRollout(plan, '1.4.2', now);
        for (const { verdict, requests, after } of looks) {
          now += after;
          const next = look(rollout, plan, toVerdict(verdict, requests), now);
          // What is kept between two looks is JSON and nothing else.
          expect(look(JSON.parse(JSON.stringify(rollout)) as Rollout, plan, toVerdict(verdict, requests), now)).toEqual(
            next,
          );
          expect(toStageIndex(next) - toStageIndex(rollout)).toBeLessThanOrEqual(1);
          rollout = next;
          for (const [index, stage] of rollout.stages.entries()) {
            if (stage.status !== 'passed') continue;
            expect(stage.requests).toBeGreaterThan(0);
            const baked = Date.parse(stage.endedAt ?? '') - Date.parse(stage.startedAt ?? '');
            expect(baked).toBeGreaterThanOrEqual(list[index]?.bakeMs ?? 0);
          }
          const statuses = rollout.stages.map(({ status }) => status);
          expect(statuses.toSorted((a, b) => order.indexOf(a) - order.indexOf(b))).toEqual(statuses);
        }
      }),
    );
  });
});

const order = ['passed', 'stopped', 'running', 'waiting'];

it('a stage compares the release in its ring or cohort since it began, at its share of alpha', () => {
  const staff: Stage = { name: 'internal', cohort: 'audience=internal', bakeMs: 0, onUndecided: 'wait' };
  const plan: RolloutPlan = { ...toPlan(staff, canary), environment: 'production', objectives: { alpha: 0.1 } };
  const inRing = toStageOptions(plan, canary, '1.4.2', start);
  expect(formatSelector(inRing.candidate ?? [])).toBe('ring=canary,release=1.4.2');
  expect(inRing).toMatchObject({ service: 'checkout', environment: 'production', from: start });
  expect(inRing.objectives).toEqual({ alpha: 0.05 });
  expect(inRing.where).toBeUndefined();
  const inCohort = toStageOptions(plan, staff, '1.4.2', start);
  expect(formatSelector(inCohort.candidate ?? [])).toBe('release=1.4.2');
  expect(formatSelector(inCohort.where ?? [])).toBe('cohort.audience=internal');
});
