import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSelector } from '@seatrial/model';
import type { SpanRecord } from '@seatrial/model';
import type { Store } from '@seatrial/store';
import { createBatch, createSpan, startOfTime } from '@seatrial/store/contract';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { createRandom } from '../../../stats/sim/random.ts';
import { explain } from './explain.ts';
import type { ExplainOptions } from './options.ts';

const errors: ExplainOptions = { group: { where: parseSelector('error=true') } };
let store: Store;

beforeEach(async () => {
  store = await createDuckDbStore({ path: ':memory:' });
});

afterEach(() => store.close());

const ingest = (spans: readonly SpanRecord[]) => store.ingest(createBatch({ spans }), { historic: true });

/** Requests of a service with regions, flags and customers, of which a share fails anyway. */
function createTraffic(
  count: number,
  toMore: (random: ReturnType<typeof createRandom>, index: number) => Parameters<typeof createSpan>[0],
) {
  const random = createRandom(7);
  return Array.from({ length: count }, (_, index) => {
    const noise = { customer: `c${Math.floor(random.uniform() * 500)}`, size: Math.floor(random.uniform() * 1000) };
    const more = toMore(random, index);
    const failing = more?.statusCode === 'error' || random.uniform() < 0.01;
    return createSpan({
      at: index * 10,
      ...more,
      attributes: { ...noise, ...more?.attributes },
      statusCode: failing ? 'error' : 'unset',
    });
  });
}

describe('an explanation', () => {
  it('names a release that fails first, with its ring and pod as other names, an example and what selects it', async () => {
    const pods = { 'k8s.pod.name': 'checkout-canary-0', 'service.instance.id': 'i-9' };
    await ingest(
      createTraffic(1200, (random, index) =>
        index % 5 === 0
          ? {
              version: '1.4.2',
              ring: 'canary',
              resource: pods,
              ...(random.uniform() < 0.4 && { statusCode: 'error' as const }),
            }
          : { resource: { 'k8s.pod.name': `checkout-${index % 3}` } },
      ),
    );
    const told: number[] = [];
    const explanation = await explain(store, errors, (done) => told.push(done));
    expect(explanation.outcome).toBe('explained');
    const [cause] = explanation.causes;
    expect(explanation.causes).toHaveLength(1);
    expect(cause?.text).toBe('version=1.4.2');
    expect(cause?.conditions[0]?.aliases.map(({ text }) => text).toSorted()).toEqual([
      'k8s.pod.name=checkout-canary-0',
      'ring=canary',
      'service.instance.id=i-9',
    ]);
    expect(cause?.selector).toBe('version=1.4.2');
    const trace = await store.trace(cause?.exampleTraceId ?? '');
    expect(trace[0]).toMatchObject({ version: '1.4.2', error: true });
    expect(explanation.sentence).toMatch(
      /^\d+ % of the failing requests have version=1\.4\.2, and \d+ % of the other requests\./,
    );
    expect(explanation.excluded.map(({ name, reason }) => `${name} ${reason}`)).toEqual([
      'duration outcome',
      'error outcome',
      'status outcome',
    ]);
    expect(told.at(-1)).toBe(1);
    const found = await store.contrast({ ...errors, where: parseSelector(cause?.selector ?? '') });
    expect(found.group).toBe(cause?.group.rows);
  });

  it('names a combination of which no part fails by itself', async () => {
    await ingest(
      createTraffic(3000, (random) => {
        const tenant = random.uniform() < 0.05 ? 't-1' : `t-${Math.floor(random.uniform() * 2000)}`;
        const region = ['eu', 'us', 'ap'][Math.floor(random.uniform() * 3)] ?? '';
        const flag = random.uniform() < 0.5 ? 'on' : 'off';
        const failing = tenant === 't-1' && region === 'eu' && flag === 'on';
        return {
          attributes: { tenant, region, 'feature_flags.new-checkout': flag },
          ...(failing && { statusCode: 'error' as const }),
        };
      }),
    );
    const { causes } = await explain(store, errors);
    expect(causes[0]?.conditions.map(({ text }) => text).toSorted()).toEqual([
      'flag.new-checkout=on',
      'region=eu',
      'tenant=t-1',
    ]);
    expect(causes).toHaveLength(1);
    expect(parseSelector(causes[0]?.selector ?? '')).toHaveLength(3);
  });

  it('does not name the exception itself, which every failing request has', async () => {
    const event = (name: string) => ({ timeNano: 1n, name, attributes: {}, droppedAttributes: 0 });
    const throwing = { statusCode: 'error' as const, events: [event('exception')] };
    await ingest(
      createTraffic(1000, (_, index) =>
        index % 4 === 0
          ? { ...(index % 8 === 0 ? throwing : {}), attributes: { tenant: 'a' } }
          : { events: index % 5 === 0 ? [event('cache.miss')] : [], attributes: { tenant: `t${index % 300}` } },
      ),
    );
    expect((await explain(store, errors)).causes.map(({ text }) => text)).toEqual(['tenant=a']);
    // Of groups that are told apart by something else it does say something.
    const tenants = { group: { where: parseSelector('tenant=a') }, exclude: ['error', 'status'] };
    expect((await explain(store, tenants)).causes[0]?.text).toBe('an event exception');
  });

  it('finds a bound of a number, a function, an event and what is elsewhere in the trace', async () => {
    const inside = { kind: 'client', parentSpanId: '00000000000000aa' } as const;
    const spans = createTraffic(900, (random, index) => ({
      attributes: {
        size: Math.floor(random.uniform() * 50) * 20 + (index % 9 === 0 ? 5000 : 0),
        'seatrial.functions.touched': index % 9 === 1 ? ['place', 'coupon'] : ['place'],
      },
      events: index % 9 === 2 ? [{ timeNano: 1n, name: 'cache.miss', attributes: {}, droppedAttributes: 0 }] : [],
      ...(index % 9 < 4 && { statusCode: 'error' as const }),
    }));
    const children = spans.map(({ traceId }, index) =>
      createSpan({ ...inside, traceId, name: index % 9 === 3 ? 'SELECT locks' : 'SELECT orders' }),
    );
    await ingest([...spans, ...children]);
    const explanation = await explain(store, { ...errors, wholeTrace: true });
    expect(explanation.causes.map(({ text }) => text).toSorted()).toEqual([
      'an event cache.miss',
      'in its trace name=SELECT locks',
      'seatrial.functions.touched=coupon',
      'size > 990',
    ]);
    const selectors = Object.fromEntries(explanation.causes.map(({ text, selector }) => [text, selector]));
    expect(selectors).toEqual({
      'an event cache.miss': null,
      'in its trace name=SELECT locks': null,
      'seatrial.functions.touched=coupon': 'seatrial.functions.touched~coupon',
      'size > 990': 'size>990',
    });
    for (const { group, selector } of explanation.causes)
      if (selector !== null) {
        const found = await store.contrast({ ...errors, where: parseSelector(selector) });
        expect(found.group).toBe(group.rows);
      }
  });

  it('compares two releases by what is different about them, without what every release has of its own', async () => {
    await ingest(
      createTraffic(600, (random, index) =>
        index % 2 === 0
          ? {
              version: '1.4.2',
              resource: { 'service.instance.id': 'a' },
              attributes: { plan: random.uniform() < 0.8 ? 'pro' : 'free' },
            }
          : { resource: { 'service.instance.id': 'b' }, attributes: { plan: random.uniform() < 0.2 ? 'pro' : 'free' } },
      ),
    );
    const explanation = await explain(store, {
      group: { where: parseSelector('release=1.4.2') },
      against: { where: parseSelector('release=1.4.1') },
    });
    expect(explanation.causes.map(({ text }) => text)).toEqual(['plan=pro']);
    expect(explanation.excluded.map(({ name }) => name)).toContain('service.instance.id');
    expect(explanation.sentence).toContain('requests with release=1.4.2 have plan=pro');
  });

  it('says what a box of a heat map is made of, and the slowest of each route', async () => {
    await ingest(
      createTraffic(800, (random, index) => ({
        route: index % 2 === 0 ? '/report' : '/look',
        ms: (index % 2 === 0 ? 500 : 5) * (1 + random.uniform()) * (index % 10 < 2 ? 4 : 1),
        attributes: { shard: index % 10 < 2 ? 's7' : `s${Math.floor(random.uniform() * 5)}` },
      })),
    );
    const box = await explain(store, {
      group: { where: parseSelector('duration>15,duration<60'), from: startOfTime, to: startOfTime + 8000 },
    });
    expect(box.causes[0]?.conditions.map(({ text }) => text).toSorted()).toEqual(['route=/look', 'shard=s7']);
    const slow = await explain(store, { group: { slowerThanShare: 0.8 } });
    expect(slow.causes.map(({ text }) => text)).toEqual(['shard=s7']);
    expect(slow.sentence).toContain('of the requests slower than 80 % of their route have shard=s7');
  });

  it('finds nothing in noise, and says what comes nearest', async () => {
    await ingest(createTraffic(1000, (random) => ({ statusCode: random.uniform() < 0.05 ? 'error' : 'unset' })));
    const { outcome, causes, sentence, looked } = await explain(store, errors);
    expect({ outcome, causes }).toEqual({ outcome: 'nothing-sets-apart', causes: [] });
    expect(sentence).toMatch(
      /^No value sets the failing requests apart beyond chance: \d+ failing requests and \d+ other/,
    );
    expect(looked.attributes).toBeGreaterThan(8);
  });

  it.each([
    ['nobody fails', 5, 0, 'empty-group', 'There are no failing requests to explain.'],
    ['everybody fails', 0, 5, 'empty-against', 'There are no other requests to compare the 5 failing requests with.'],
    [
      'one fails of a few',
      5,
      1,
      'too-few',
      '1 failing request and 5 other requests are too few to tell a cause from chance.',
    ],
  ] as const)('where %s says so', async (_, passing, failing, outcome, sentence) => {
    await ingest([
      ...Array.from({ length: passing }, () => createSpan()),
      ...Array.from({ length: failing }, () => createSpan({ statusCode: 'error', attributes: { only: 'this' } })),
    ]);
    const explanation = await explain(store, errors);
    expect(explanation).toMatchObject({ outcome, causes: [] });
    expect(explanation.sentence).toBe(sentence);
  });

  it('says that it is of a sample, and what sampled traces stand for', async () => {
    await ingest(
      createTraffic(900, (_, index) => ({
        ...(index % 9 === 0 && { statusCode: 'error' as const, traceState: 'ot=th:c' }),
      })),
    );
    const { notes, rows } = await explain(store, { ...errors, sample: 300 });
    expect(rows.sampledFrom?.against).toBeGreaterThan(rows.against);
    expect(notes[0]).toMatch(/^This is of a sample: /);
    expect(notes[1]).toMatch(/^Traces are sampled at different rates \(a row stands for 1 to 4\)/);
  });

  it('takes requests of one trace for as much evidence as one: a tenant whose only trace fails everywhere is no cause', async () => {
    const random = createRandom(3);
    const spans = Array.from({ length: 60 }, (_, index) => {
      const failing = index === 7 || index === 31;
      return Array.from({ length: 12 }, (__, part) =>
        createSpan({
          traceId: String(index + 1).padStart(32, 'a'),
          route: `/part/${part}`,
          attributes: { tenant: index === 31 ? 't-7' : `t-${index}`, other: Math.floor(random.uniform() * 3) },
          statusCode: failing ? 'error' : 'unset',
        }),
      );
    }).flat();
    await ingest(spans);
    const { causes, notes } = await explain(store, errors);
    expect(causes).toEqual([]);
    expect(notes.join(' ')).toContain('they are as much evidence as the traces that they are of, 2 and 58.');
  });

  it('leaves out what it is asked to', async () => {
    await ingest(
      createTraffic(600, (_, index) => ({
        attributes: { a: String(index % 3 === 0), b: String(index % 3 === 0) },
        ...(index % 3 === 0 && { statusCode: 'error' as const }),
      })),
    );
    const { causes, excluded } = await explain(store, { ...errors, exclude: ['a'] });
    expect(causes.map(({ text }) => text)).toEqual(['b=true']);
    expect(excluded).toContainEqual({ name: 'a', reason: 'asked' });
  });
});
