import type { Stage, Verdict } from '@seatrial/trial';

/** The hooks of Flagger that have a place for a verdict, by their type in a Canary. */
export const flaggerHooks = ['confirm-traffic-increase', 'confirm-promotion', 'rollback', 'rollout'] as const;
export type FlaggerHook = (typeof flaggerHooks)[number];

/** What is remembered of a canary that Flagger analyses: the newest of each Canary object. */
export interface FlaggerCanary {
  /** `namespace/name`. */
  readonly id: string;
  /** Of the payload: another one is another canary. */
  readonly checksum: string;
  /** ISO 8601: its first call. What it is judged by begins here. */
  readonly startedAt: string;
  /** When an increase passed before any request of the candidate was there to judge: once, since Flagger asks at weight 0. */
  readonly firstIncreaseAt: string | null;
  /** When an increase passed last. */
  readonly lastIncreaseAt: string | null;
  /** What notifications have said of it. */
  readonly told: 'ok' | 'regressed' | null;
}

/** The bake time between two increases, and what undecided means after it. */
export type IncreasePolicy = Pick<Stage, 'bakeMs' | 'onUndecided'>;

/** Yes is 200, which is all that Flagger looks at; the sentence is for its events. */
export interface HookAnswer {
  readonly pass: boolean;
  readonly text: string;
  readonly canary: FlaggerCanary;
}

/**
 * What a hook is answered. `verdict` is undefined where no request of the candidate was seen; `now` is in milliseconds
 * since the Unix epoch.
 */
export function answerHook(
  hook: FlaggerHook,
  canary: FlaggerCanary,
  verdict: Verdict | undefined,
  policy: IncreasePolicy,
  now: number,
): HookAnswer {
  const outcome = verdict?.verdict ?? 'undecided';
  const text = verdict?.headline ?? 'No request of the candidate has been seen, which is never OK.';
  switch (hook) {
    case 'confirm-promotion':
      return { pass: outcome === 'ok', text, canary };
    case 'rollback':
      return { pass: outcome === 'regressed', text, canary };
    case 'rollout':
      return { pass: outcome !== 'regressed', text, canary };
    case 'confirm-traffic-increase':
      return answerIncrease(canary, verdict, policy, now);
  }
}

function answerIncrease(
  canary: FlaggerCanary,
  verdict: Verdict | undefined,
  { bakeMs, onUndecided }: IncreasePolicy,
  now: number,
): HookAnswer {
  const time = new Date(now).toISOString();
  if (verdict === undefined || !hasRequests(verdict)) {
    if (canary.firstIncreaseAt !== null) {
      const text = `No request of the candidate has been seen since the first increase at ${canary.firstIncreaseAt}. Without one there is no second.`;
      return { pass: false, text, canary };
    }
    const text = 'The first increase: there can be no request of the candidate to judge yet.';
    return { pass: true, text, canary: { ...canary, firstIncreaseAt: time, lastIncreaseAt: time } };
  }
  const { verdict: outcome, headline, candidate } = verdict;
  const bakesUntil = Date.parse(canary.lastIncreaseAt ?? canary.startedAt) + bakeMs;
  if (outcome !== 'regressed' && now < bakesUntil) {
    const minutes = Math.ceil((bakesUntil - now) / 60_000);
    return { pass: false, text: `${headline} Bakes for ${minutes} min more.`, canary };
  }
  const pass = outcome === 'ok' || (outcome === 'undecided' && onUndecided === 'advance' && candidate.requests > 0);
  const passed = { ...canary, firstIncreaseAt: canary.firstIncreaseAt ?? time, lastIncreaseAt: time };
  return { pass, text: headline, canary: pass ? passed : canary };
}

/** In any phase: a request in a warming process shows that traffic comes. */
function hasRequests({ candidate }: Verdict): boolean {
  return Object.values(candidate.phases).some((requests) => requests > 0);
}
