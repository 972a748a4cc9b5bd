import type { SpanRecord } from '@seatrial/model';
import { createSpan, startOfTime } from '@seatrial/store/contract';
import type { Store } from '@seatrial/store';

/** A release in a ring, and how it did. */
export interface Arm {
  readonly version: string;
  readonly ring: string;
  /** `deployment.id`. */
  readonly deployment?: string;
  readonly perMinute: number;
  /** Every so many requests one fails; 0 is none. */
  readonly errorEvery: number;
}

const minuteMs = 60_000;

/** A verdict's worth of traffic: what Seatrial answers of the canary afterwards. */
export const scenarios = {
  'no traffic': [{ ring: 'stable', errorEvery: 0, perMinute: 300 }],
  ok: [
    { ring: 'stable', errorEvery: 0, perMinute: 300 },
    { ring: 'canary', errorEvery: 0, perMinute: 300 },
  ],
  regressed: [
    { ring: 'stable', errorEvery: 0, perMinute: 300 },
    { ring: 'canary', errorEvery: 10, perMinute: 300 },
  ],
  undecided: [
    { ring: 'stable', errorEvery: 0, perMinute: 300 },
    { ring: 'canary', errorEvery: 0, perMinute: 3 },
  ],
} as const satisfies Readonly<Record<string, readonly Pick<Arm, 'ring' | 'errorEvery' | 'perMinute'>[]>>;

export type Scenario = keyof typeof scenarios;

export function toArms(scenario: Scenario): readonly Arm[] {
  return scenarios[scenario].map((arm) => ({
    ...arm,
    version: arm.ring === 'stable' ? '1.4.1' : '1.4.2',
    deployment: arm.ring === 'stable' ? '5d8f4c' : '7b9c6d',
  }));
}

/** When the traffic of `plantTraffic` began and ended: twenty whole minutes, all of whose batches have closed. */
export function toPlanted(now: number = Date.now()): { readonly from: number; readonly to: number } {
  const to = Math.floor(now / minuteMs) * minuteMs - 3 * minuteMs;
  return { from: to - 20 * minuteMs, to };
}

/** Puts requests of a service into a store as if they had come in those minutes. The same each time. */
export async function plantTraffic(store: Store, arms: readonly Arm[], service = 'checkout'): Promise<void> {
  const { from, to } = toPlanted();
  const spans: SpanRecord[] = [];
  let seed = 7;
  for (let minute = from; minute < to; minute += minuteMs)
    for (const { version, ring, deployment = '', perMinute, errorEvery } of arms)
      for (let index = 0; index < perMinute; index += 1) {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        const failed = errorEvery > 0 && index % errorEvery === 0;
        spans.push(
          createSpan({
            service,
            version,
            ring,
            at: minute - startOfTime + (index * minuteMs) / perMinute,
            ms: 10 + (seed / 2_147_483_648) * 40,
            resource: deployment === '' ? {} : { 'deployment.id': deployment },
            ...(failed && { statusCode: 'error', attributes: { 'http.response.status_code': 500 } }),
          }),
        );
      }
  await store.ingest({ spans, logs: [], metrics: [] }, { historic: true });
}
