import { createRandom } from '../packages/cli/src/generate/random.ts';
import { createBatch, createSpan } from '@seatrial/store/contract';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import type { SpanRecord } from '@seatrial/model';
import type { Store } from '@seatrial/store';

const minute = 60_000;

/** One side of a scene: what it serves a minute, from when to when, and how. */
export interface Side {
  readonly version?: string;
  readonly ring?: string;
  /** Requests a minute. */
  readonly perMinute: number;
  readonly from?: number;
  readonly to: number;
  readonly errorRate?: number;
  /** Median of a log-normal latency, in milliseconds. */
  readonly medianMs?: number;
  /** Routes with their share. */
  readonly routes?: Readonly<Record<string, number>>;
  readonly attributes?: Readonly<Record<string, string | boolean>>;
  readonly resource?: Readonly<Record<string, string>>;
  readonly error?: string;
}

let id = 0;

/** A trace id that is the same in every run. */
function toTraceId(): string {
  id += 1;
  return id.toString(16).padStart(8, '0').padEnd(32, '5eed');
}

/** The requests of a side, evenly over its minutes, the same for a seed. */
export function createRequests(side: Side, seed: number): readonly SpanRecord[] {
  const random = createRandom(seed);
  const { version = '1.4.1', ring = 'stable', perMinute, from = 0, to, errorRate = 0, medianMs = 20 } = side;
  const { routes = { '/orders': 0.7, '/cart': 0.3 }, attributes = {}, resource = {}, error } = side;
  return Array.from({ length: (to - from) * perMinute }, (_, index) => {
    let left = random();
    const route = Object.entries(routes).find(([, share]) => (left -= share) < 0)?.[0] ?? Object.keys(routes)[0] ?? '/';
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const failed = random() < errorRate;
    const exception = {
      timeNano: 1n,
      name: 'exception',
      attributes: {
        'exception.type': 'TypeError',
        'exception.message': error ?? '',
        'exception.stacktrace': `TypeError: ${error}\n    at applyCoupon (/srv/coupons.js:12:5)`,
      },
      droppedAttributes: 0,
    };
    return createSpan({
      traceId: toTraceId(),
      version,
      ring,
      route,
      resource,
      attributes,
      at: from * minute + (index * minute) / perMinute,
      ms: medianMs * Math.exp(0.5 * normal),
      statusCode: failed ? 'error' : 'unset',
      ...(failed && error !== undefined && { events: [exception], statusMessage: error }),
    });
  });
}

/** A store with the requests of all sides, as they were. */
export async function openScene(
  path: string,
  sides: readonly Side[],
  more: readonly SpanRecord[] = [],
): Promise<Store> {
  id = 0;
  const store = await createDuckDbStore({ path });
  const spans = [...sides.flatMap((side, index) => createRequests(side, index + 1)), ...more];
  await store.ingest(createBatch({ spans }), { historic: true });
  return store;
}
