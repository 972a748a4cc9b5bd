import type { Condition, Selector } from '@seatrial/model';
import { parseSelector } from '@seatrial/model';
import type { Store } from '@seatrial/store';
import type { Verdict } from '@seatrial/trial';
import type { FlaggerCanary, IncreasePolicy } from './flagger-hook.ts';
import type { FlaggerPayload } from './flagger-payload.ts';
import { findStage, toRingSelector } from './judging.ts';
import type { Judging } from './judging.ts';

/**
 * The verdict on a canary since its first call; undefined where no release came with it.
 * Rejects with `SEATRIAL_BAD_ARGUMENT` where the metadata name a stage that is not configured.
 */
export async function judgeCanary(
  { startedAt }: FlaggerCanary,
  payload: FlaggerPayload,
  { store, judge, plan }: Judging & { readonly store: Store },
): Promise<Verdict | undefined> {
  const { service, baseline } = payload;
  const { environment: configured, objectives } = plan(service);
  const environment = payload.environment ?? configured;
  const stage = findStage(plan(service), payload.stage);
  const ring = stage?.ring === undefined ? undefined : toRingSelector(stage.ring);
  const candidate = payload.candidate ?? ring ?? (await findNewRelease(store, service, startedAt));
  if (candidate === undefined) return undefined;
  return judge({
    service,
    candidate,
    from: Date.parse(startedAt),
    ...(baseline !== undefined && { baseline }),
    ...(environment !== undefined && { environment }),
    ...(objectives !== undefined && { objectives }),
    ...(stage?.cohort !== undefined && { where: parseSelector(`cohort.${stage.cohort}`) }),
  });
}

/** Of the stage that the metadata name; else no bake time, since Flagger's interval is one, and no guess. */
export function toPolicy(payload: FlaggerPayload, judging: Pick<Judging, 'plan'>): IncreasePolicy {
  return findStage(judging.plan(payload.service), payload.stage) ?? { bakeMs: 0, onUndecided: 'wait' };
}

/**
 * The version that was first seen after the canary began, in any ring or deployment: one of before, however bad, is not the
 * one that Flagger asks about, and one that only moved to another deployment is no new one.
 */
async function findNewRelease(store: Store, service: string, startedAt: string): Promise<Selector | undefined> {
  const rows = await store.releases({ where: [toCondition('service', service)] });
  const before = new Set(rows.filter(({ firstSeen }) => firstSeen < startedAt).map(({ version }) => version));
  const [newest] = rows
    .filter(({ version }) => version !== '' && !before.has(version))
    .toSorted((a, b) => b.firstSeen.localeCompare(a.firstSeen));
  return newest === undefined ? undefined : [toCondition('version', newest.version)];
}

function toCondition(name: 'service' | 'version', value: string): Condition {
  return { subject: { kind: 'intrinsic', name }, operator: '=', values: [value] };
}
