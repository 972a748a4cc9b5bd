import type { SpanEventRecord, SpanRecord } from '@seatrial/model';
import { createSpan, startOfTime } from '@seatrial/store/contract';
import type { SpanInput } from '@seatrial/store/contract';
import { createRandom } from '../../stats/sim/random.ts';
import type { Random } from '../../stats/sim/random.ts';

const minute = 60_000;
const minutes = 24;
const weekMs = 7 * 1440 * minute;

export interface DrawnTraffic {
  readonly seed: number;
  readonly service: string;
  readonly requests: number;
  /** Minute in which the candidate begins, and that in which the baseline ends. */
  readonly begins: number;
  readonly ends: number;
  /** How much longer the candidate takes, and how many times as often it fails. */
  readonly slower: number;
  readonly worse: number;
  /** Whether a few traces were sampled, so that rates differ within each side. */
  readonly sampled: boolean;
  /** Whether the baseline served a week before, too. */
  readonly weekBefore: boolean;
}

/** A request and what is peculiar about it. */
interface Request {
  readonly at: number;
  readonly canary: boolean;
  readonly route: string;
  readonly ms: number;
  readonly failing: boolean;
  readonly peculiar: number;
  readonly user: number;
  readonly gap: number;
}

function drawRequest(random: Random): Request {
  const pick = (count: number): number => Math.floor(random.uniform() * count);
  return {
    at: pick(minutes * minute),
    canary: pick(2) === 0,
    route: ['/orders', '/orders', '/cart', '/ä/🚢'][pick(4)] ?? '',
    ms: (1000 + pick(80_000)) / 1000,
    failing: pick(20) === 0,
    peculiar: pick(40),
    user: pick(90),
    gap: [10, 90_000, 11 * minute][pick(3)] ?? 0,
  };
}

function toException(message: string): SpanEventRecord {
  return {
    timeNano: 1n,
    name: 'exception',
    attributes: {
      'exception.type': 'TypeError',
      'exception.message': message,
      'exception.stacktrace': `TypeError: ${message}\n    at applyCoupon (/app/coupons.js:1:2)`,
    },
    droppedAttributes: 0,
  };
}

/** The spans of one request: itself, sometimes a retry, its mirror or a failing span within. */
function toSpans(request: Request, { slower, worse, service, sampled }: DrawnTraffic): readonly SpanRecord[] {
  const { at, canary, route, peculiar, user, gap } = request;
  const failing = request.failing || (canary && user % 10 < worse - 1);
  const arm: SpanInput = canary ? { version: '1.4.2-gabcdef0', ring: 'canary' } : { version: '1.4.1', ring: 'stable' };
  const input: SpanInput = {
    service,
    at,
    route,
    ms: request.ms * (canary ? slower : 1),
    ...arm,
    statusCode: failing ? 'error' : 'unset',
    ...(sampled && peculiar === 0 && { traceState: 'x=1, ot=th:c;rv:1' }),
    attributes: {
      'feature_flags.new-checkout': user % 2 === 0 ? 'on' : 'off',
      'seatrial.cohort.audience': user % 7 === 0 ? 'internal' : 'public',
      ...(user < 80 && { 'feature_flag.context.id': `u${user}` }),
      ...(peculiar === 1 && { 'seatrial.unfinished': 'SIGTERM' }),
      ...((peculiar === 2 || peculiar === 3) && { 'seatrial.shadow': true }),
      ...(peculiar === 3 && { 'seatrial.unfinished': 'exit' }),
    },
    resource: {
      ...(peculiar < 8 && {
        'process.creation.time': new Date(startOfTime + at - (peculiar - 3) * 20_000).toISOString(),
      }),
      ...(peculiar === 9 && { 'deployment.environment.name': 'staging' }),
    },
  };
  const span = createSpan(input);
  const { traceId } = span;
  const spans: SpanRecord[] = [span];
  if (peculiar >= 10 && peculiar < 14) spans.push(createSpan({ ...input, traceId, at: at + gap, statusCode: 'unset' }));
  if (peculiar === 14)
    spans.push(
      createSpan({
        ...input,
        version: '1.4.2-gabcdef0',
        ring: 'canary',
        traceId,
        at: at + 3,
        attributes: { ...input.attributes, 'seatrial.shadow': true },
      }),
    );
  if (failing && peculiar > 20)
    spans.push(
      createSpan({
        ...input,
        traceId,
        kind: 'internal',
        parentSpanId: span.spanId,
        at: at + 1,
        attributes: {},
        events: [toException(peculiar % 2 === 0 ? 'no "end"' : 'no ende 🚢')],
      }),
    );
  return spans;
}

/** Twenty-four minutes of two releases, with all that is not counted like the rest. The same for the same seed. */
export function drawTraffic(traffic: DrawnTraffic): readonly SpanRecord[] {
  const random = createRandom(traffic.seed);
  const draw = (count: number): readonly Request[] => Array.from({ length: count }, () => drawRequest(random));
  const own = draw(traffic.requests).filter(({ canary, at }) =>
    canary ? at >= traffic.begins * minute : at < traffic.ends * minute,
  );
  const before = traffic.weekBefore ? draw(traffic.requests / 2) : [];
  return [...before.map((request) => ({ ...request, canary: false, at: request.at - weekMs })), ...own].flatMap(
    (request) => toSpans(request, traffic),
  );
}
