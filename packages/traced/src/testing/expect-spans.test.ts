import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { SpanKind } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { beforeEach, describe, expect, it } from 'vitest';
import { span } from '../span.ts';
import { traced } from '../traced.ts';
import { expectSpans } from './expect-spans.ts';
import { createSpanRecorder, recordSpans } from './recording.ts';

const recording = recordSpans();
beforeEach(() => recording.reset());

const pay = traced('pay', (amount: number): string => {
  if (amount < 0) throw new RangeError('nothing to pay');
  return 'paid';
});
const checkout = traced(
  { name: 'checkout', kind: SpanKind.SERVER, attributes: { plan: 'pro', items: 3 } },
  async () => {
    await null;
    pay(1);
    return span('notify', async () => {
      await null;
      return 'sent';
    });
  },
);

function failureOf(work: () => void): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it passed');
}

describe('expectSpans', () => {
  it('passes where the tree is the one that was made', async () => {
    await checkout();
    expectSpans({
      name: 'checkout',
      kind: 'server',
      status: 'unset',
      attributes: {
        plan: /^pr/,
        items: (items) => Number(items) > 2,
        'code.function.name': 'checkout',
        absent: undefined,
      },
      exception: false,
      spans: [{ name: 'pay' }, { name: /^not/ }],
    });
    expectSpans({ name: 'checkout', spans: 'any' });
  });

  it('takes several trees, and none', async () => {
    expectSpans([]);
    pay(1);
    await checkout();
    expectSpans([{ name: 'pay' }, { name: 'checkout', spans: 'any' }]);
  });

  it('knows a failure', () => {
    expect(() => pay(-1)).toThrow('nothing to pay');
    expectSpans({ name: 'pay', status: 'error', exception: 'to pay', attributes: { 'error.type': 'RangeError' } });
    expectSpans({ name: 'pay', exception: /^nothing/ });
    expect(failureOf(() => expectSpans({ name: 'pay', exception: 'card' }))).toContain('exception is "nothing to pay"');
    expect(failureOf(() => expectSpans({ name: 'pay', exception: false }))).toContain('not absent');
  });

  it('shows what was made, and each difference', async () => {
    await checkout();
    expect(
      failureOf(() =>
        expectSpans({ name: 'checkout', kind: 'client', attributes: { plan: 'free' }, spans: [{ name: 'refund' }] }),
      ),
    ).toMatchInlineSnapshot(`
      "the spans are not as expected:
        - the spans › checkout: kind is "server", not "client"
        - the spans › checkout: plan is "pro", not "free"
        - the spans › checkout › pay: name is "pay", not "refund"
        - the spans › checkout: "notify" is one too many

      made:
        checkout
          pay
          notify
      "
    `);
  });

  it('sees what is missing, what is too many, and what has not ended', () => {
    expect(failureOf(() => expectSpans({ name: 'pay' }))).toMatch(/"pay" is missing[\s\S]*nothing; is it awaited/);
    pay(1);
    expect(failureOf(() => expectSpans([]))).toContain('"pay" is one too many');
    recording.reset();
    const open = trace.getTracer('test').startSpan('open');
    expect(failureOf(() => expectSpans({ name: 'open' }))).toContain('it has not ended');
    open.end();
    expectSpans({ name: 'open' });
  });

  it('sees a parent that was lost', async () => {
    await span('outer', async () => {
      await context.with(trace.deleteSpan(context.active()), () => pay(1));
    });
    expect(failureOf(() => expectSpans({ name: 'outer', spans: [{ name: 'pay' }] }))).toContain('"pay" is missing');
    expectSpans([{ name: 'outer' }, { name: 'pay' }]);
  });

  it('gives runners a diff', () => {
    pay(1);
    try {
      expectSpans({ name: 'other' });
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ name: 'AssertionError', actual: '  pay', expected: '  other' });
    }
  });
});

describe('recordings', () => {
  it('the second recordSpans() is the first, emptied', () => {
    pay(1);
    expect(recordSpans()).toBe(recording);
    expect(recording.spans()).toEqual([]);
  });

  it('a recorder is a span processor of an SDK', () => {
    const recorder = createSpanRecorder();
    const tracer = new TracerProvider({ spanProcessors: [recorder] }).getTracer('test');
    const work = traced({ name: 'work', tracer }, () => 1);
    work();
    expectSpans({ name: 'work', kind: 'internal' }, recorder);
    expect(recorder.spans()[0]?.status.code).toBe(SpanStatusCode.UNSET);
    recordSpans();
  });

  it('makes spans as the API says', () => {
    const tracer = trace.getTracer('test');
    const value = tracer.startActiveSpan('active', { attributes: { a: 1 } }, (active) => {
      active.setAttribute('b', 2).addEvent('seen', { at: 'dawn' }).updateName('renamed');
      active.setStatus({ code: SpanStatusCode.OK });
      tracer.startSpan('root', { root: true }).end();
      active.end();
      active.setAttribute('late', true);
      return 7;
    });
    expect(value).toBe(7);
    expectSpans([{ name: 'renamed', status: 'ok', attributes: { a: 1, b: 2, late: undefined } }, { name: 'root' }]);
  });
});
