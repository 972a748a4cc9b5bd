import { setTimeout as sleep } from 'node:timers/promises';
import { context, ROOT_CONTEXT, SpanKind, trace, TraceFlags } from '@opentelemetry/api';
import { RequestRecord, requestRecordKey } from '@seatrial/model';
import { afterEach, describe, expect, it } from 'vitest';
import { createTracing, sdks } from './contract/tracing.ts';
import type { Tracing, TracingOptions } from './contract/tracing.ts';
import { recordFlag, setCohort } from './record.ts';

let tracing: Tracing;

function setUp(options: TracingOptions = {}): Tracing {
  tracing = createTracing(options);
  return tracing;
}

afterEach(() => tracing.stop());

const on = (key = 'checkout'): void => recordFlag({ key, variant: 'on' });
const flag = (variant: string): Record<string, string> => ({ 'feature_flags.checkout': variant });

describe.each(sdks)('in an SDK %s that somebody else set up', (_version, sdk) => {
  it('a flag is on the span that evaluated, its ancestors, what starts later and what that starts', () => {
    const { inSpan, stamped } = setUp({ sdk });
    inSpan(
      'GET',
      () => {
        inSpan('authenticate', () => undefined);
        inSpan('handler', () => {
          inSpan('decide', () => on());
          inSpan('service', () => inSpan('db', () => undefined));
        });
      },
      SpanKind.SERVER,
    );
    expect(stamped()).toEqual({
      GET: flag('on'),
      // It had ended before anybody knew; the store finds it by its trace.
      authenticate: {},
      handler: flag('on'),
      decide: flag('on'),
      service: flag('on'),
      db: flag('on'),
    });
  });

  it('works in onEnd where the SDK has no onEnding', () => {
    const { inSpan, stamped } = setUp({ sdk, withoutEnding: true });
    inSpan('GET', () => inSpan('decide', () => on()));
    expect(stamped()).toEqual({ GET: flag('on'), decide: flag('on') });
  });

  it('a loop is exact below and mixed above', () => {
    const { inSpan, stamped } = setUp({ sdk });
    inSpan('batch', () => {
      for (const [user, variant] of [
        ['u1', 'on'],
        ['u2', 'off'],
        ['u3', 'off'],
      ] as const)
        inSpan(user, () => {
          recordFlag({ key: 'checkout', variant });
          inSpan(`${user} db`, () => undefined);
        });
    });
    expect(stamped()).toEqual({
      batch: flag('mixed'),
      u1: flag('on'),
      'u1 db': flag('on'),
      u2: flag('off'),
      'u2 db': flag('off'),
      u3: flag('off'),
      'u3 db': flag('off'),
    });
  });

  it('a loop without a span for each turn is exact below, too', () => {
    const { inSpan, stamped } = setUp({ sdk });
    inSpan('batch', () => {
      for (const variant of ['on', 'off']) {
        recordFlag({ key: 'checkout', variant });
        inSpan(`db ${variant}`, () => undefined);
      }
    });
    expect(stamped()).toEqual({ batch: flag('mixed'), 'db on': flag('on'), 'db off': flag('off') });
  });

  it('parallel siblings keep apart', async () => {
    const { inSpan, stamped } = setUp({ sdk });
    await inSpan('both', () =>
      Promise.all([
        inSpan('p1', async () => {
          await sleep(1);
          on();
          await sleep(10);
          inSpan('p1 db', () => undefined);
        }),
        inSpan('p2', async () => {
          await sleep(5);
          inSpan('p2 db', () => undefined);
        }),
      ]),
    );
    expect(stamped()).toEqual({ both: flag('on'), p1: flag('on'), 'p1 db': flag('on'), p2: {}, 'p2 db': {} });
  });

  it.each([
    ['SERVER', SpanKind.SERVER],
    ['CONSUMER', SpanKind.CONSUMER],
  ])('a span of kind %s starts afresh: work for somebody else', (_kind, kind) => {
    const { inSpan, stamped } = setUp({ sdk });
    inSpan('poller', () => {
      on();
      inSpan('message', () => recordFlag({ key: 'other', variant: 'a' }), kind);
    });
    expect(stamped()).toEqual({ poller: flag('on'), message: { 'feature_flags.other': 'a' } });
  });

  it('a remote parent starts afresh as well', () => {
    const { tracer, stamped } = setUp({ sdk });
    const remote = {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      traceFlags: TraceFlags.SAMPLED,
    };
    tracer.startActiveSpan('root', {}, trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true }), (span) => {
      on();
      span.end();
    });
    expect(stamped()).toEqual({ root: flag('on') });
  });

  it('an evaluation that nobody awaited still reaches the ancestors', async () => {
    const { inSpan, stamped } = setUp({ sdk });
    await inSpan('GET', async () => {
      inSpan('handler', () => void sleep(5).then(() => on()));
      await sleep(20);
    });
    expect(stamped()).toEqual({ GET: flag('on'), handler: {} });
  });

  it('an evaluation after the request has ended changes nothing that was sent, and is counted', async () => {
    const { inSpan, stamped, flags } = setUp({ sdk });
    let late: Promise<void> | undefined;
    inSpan('GET', () => {
      late = sleep(5).then(() => {
        on();
        inSpan('after', () => undefined);
      });
    });
    await late;
    expect(stamped()).toEqual({ GET: {}, after: {} });
    expect(flags.lost).toMatchObject({ late: 1 });
  });

  it('what starts after the request has ended still knows its flags', async () => {
    const { inSpan, stamped } = setUp({ sdk });
    let late: Promise<void> | undefined;
    inSpan('GET', () => {
      on();
      late = sleep(5).then(() => inSpan('after', () => undefined));
    });
    await late;
    expect(stamped()).toEqual({ GET: flag('on'), after: flag('on') });
  });

  it('cohorts go the same ways, and into the request’s record', () => {
    const { inSpan, stamped } = setUp({ sdk });
    const record = new RequestRecord();
    context.with(context.active().setValue(requestRecordKey, record), () =>
      inSpan('GET', () => {
        setCohort({ audience: 'internal', plan: undefined, seats: 12 });
        inSpan('db', () => undefined);
      }),
    );
    const cohorts = { 'seatrial.cohort.audience': 'internal', 'seatrial.cohort.seats': '12' };
    expect(stamped()).toEqual({ GET: cohorts, db: cohorts });
    expect(record.cohort).toEqual(
      new Map([
        ['audience', 'internal'],
        ['seats', '12'],
      ]),
    );
  });

  it('an attribute that the application has set under the same name stays', () => {
    const { inSpan, attributes } = setUp({ sdk });
    inSpan('GET', () => {
      trace.getActiveSpan()?.setAttribute('feature_flags.checkout', 'mine');
      on();
    });
    expect(attributes('GET')).toEqual(flag('mine'));
  });
});

it('what was said in one place says nothing of another that shares its span', () => {
  const { inSpan } = setUp();
  const records = [new RequestRecord(), new RequestRecord()];
  inSpan('GET', () => {
    for (const _round of [1, 2])
      for (const record of records)
        context.with(context.active().setValue(requestRecordKey, record), () =>
          recordFlag({ key: 'checkout', value: true, context: { audience: 'internal' } }),
        );
  });
  expect(records.map(({ cohort }) => cohort.get('audience'))).toEqual(['internal', 'internal']);
});

it('a repeated decision is recorded anew where another has come between', () => {
  const { inSpan, stamped } = setUp();
  const decide = (variant: string, audience: string): void =>
    recordFlag({ key: 'checkout', variant, context: { audience } });
  inSpan('batch', () => {
    inSpan('first', () => {
      decide('on', 'internal');
      decide('on', 'internal');
      inSpan('inner', () => decide('off', 'public'));
      decide('on', 'internal');
      inSpan('after', () => undefined);
    });
  });
  const marks = { ...flag('on'), 'seatrial.cohort.audience': 'internal' };
  const both = { ...flag('mixed'), 'seatrial.cohort.audience': 'mixed' };
  expect(stamped()).toEqual({
    batch: both,
    first: both,
    inner: { ...flag('off'), 'seatrial.cohort.audience': 'public' },
    after: marks,
  });
});

it('a set-up without flags says so once and throws nothing', () => {
  setUp().stop();
  expect(() => on()).not.toThrow();
});

it.each([true, false])(
  'a span that starts its own successor for ever holds nothing of its past (flags: %s)',
  (withFlags) => {
    const { tracer } = setUp();
    let last = tracer.startSpan('turn');
    for (let turn = 0; turn < 50; turn += 1) {
      const inside = trace.setSpan(ROOT_CONTEXT, last);
      if (withFlags) context.with(inside, on);
      const next = tracer.startSpan('turn', {}, inside);
      last.end();
      last = next;
    }
    let depth = 0;
    const above = Symbol.for('seatrial.flags.link');
    interface Link {
      readonly [key: symbol]: Link | undefined;
      readonly up?: Link;
    }
    let link = last as unknown as Link | undefined;
    while ((link = link?.up ?? link?.[above]) !== undefined) depth += 1;
    expect(depth).toBeLessThanOrEqual(3);
    last.end();
  },
);
