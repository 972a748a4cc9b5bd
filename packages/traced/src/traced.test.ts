import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { TracerProvider as ApiTracerProvider } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AlwaysOffSampler,
  InMemorySpanExporter,
  ParentBasedSampler,
  SamplingDecision,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Sampler, SpanProcessor } from '@opentelemetry/sdk-trace';
import {
  InMemorySpanExporter as InMemorySpanExporter2,
  SimpleSpanProcessor as SimpleSpanProcessor2,
  TracerProvider as TracerProvider2,
} from 'sdk-trace-2';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { span } from './span.ts';
import { traced } from './traced.ts';

let exporter: InMemorySpanExporter;

function register(
  options: { readonly sampler?: Sampler; readonly spanProcessors?: readonly SpanProcessor[] } = {},
): void {
  trace.disable();
  exporter = new InMemorySpanExporter();
  const spanProcessors = [new SimpleSpanProcessor({ exporter }), ...(options.spanProcessors ?? [])];
  trace.setGlobalTracerProvider(new TracerProvider({ ...options, spanProcessors }));
}

function attributesOf(name: string): Readonly<Record<string, unknown>> {
  const found = exporter.getFinishedSpans().find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no span ${name}`);
  return found.attributes;
}

function names(): readonly string[] {
  return exporter.getFinishedSpans().map((candidate) => candidate.name);
}

beforeEach(() => {
  context.disable();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  register();
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('without an SDK', () => {
  beforeEach(() => trace.disable());

  it('a call is the call, and its promise the promise', () => {
    const promise = Promise.resolve(1);
    expect(traced(() => promise)()).toBe(promise);
    expect(span('block', () => promise)).toBe(promise);
    expect(span('block', (own) => own.isRecording())).toBe(false);
  });

  it('one that is registered later is found, and so is the next', () => {
    const work = traced('work', () => 1);
    work();
    register();
    work();
    expect(names()).toEqual(['work']);
    register();
    work();
    expect(names()).toEqual(['work']);
  });

  it('a parent from afar stays the parent', () => {
    const far = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
    const inside = context.with(trace.setSpanContext(ROOT_CONTEXT, far), () =>
      traced({ tracer: trace.getTracer('absent') }, () => trace.getSpanContext(context.active()))(),
    );
    expect(inside).toEqual(far);
  });
});

describe('sampled out', () => {
  it('nothing of the attributes is worked out, and what is inside stays unsampled', () => {
    register({ sampler: new ParentBasedSampler({ root: new AlwaysOffSampler() }) });
    const capture = vi.fn<() => undefined>();
    const work = traced({ captureArguments: capture, captureResult: capture, name: 'work' }, () => {
      trace.getTracer('inside').startSpan('inside').end();
      return trace.getSpanContext(context.active())?.traceFlags;
    });
    expect(work()).toBe(0);
    expect(capture).not.toHaveBeenCalled();
    expect(names()).toEqual([]);
  });

  it('a span that is dropped alone still stands in the tree', () => {
    const dropWork: Sampler = {
      shouldSample: (_context, _trace, name) => ({
        decision: name === 'work' ? SamplingDecision.NOT_RECORD : SamplingDecision.RECORD_AND_SAMPLED,
      }),
      toString: () => 'dropWork',
    };
    register({ sampler: dropWork });
    const inner = traced('inner', () => 1);
    function* steps(): Generator<number> {
      yield inner();
    }
    expect([...traced('work', steps)()]).toEqual([1]);
    expect(exporter.getFinishedSpans()[0]?.parentSpanContext).toBeDefined();
  });
});

describe('an SDK or a hook that fails', () => {
  const fail = (): never => {
    throw new Error('not yours');
  };

  it.each(['onStart', 'onEnd'] as const)('%s: the call goes on, and one line says it', async (method) => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const processor = {
      onStart() {},
      onEnd() {},
      forceFlush: async () => {},
      shutdown: async () => {},
      [method]: fail,
    };
    register({ spanProcessors: [processor] });
    const work = traced(`work ${method}`, (value: number) => value);
    expect([work(1), work(2)]).toEqual([1, 2]);
    expect(await traced(async () => 3)()).toBe(3);
    expect([
      ...traced(function* steps() {
        yield 4;
      })(),
    ]).toEqual([4]);
    const lines = stderr.mock.calls.map(([line]) => String(line));
    expect(lines).toEqual([
      expect.stringMatching(/^seatrial: @traced: (?:starting|ending) a span failed .*not yours\n$/),
    ]);
  });

  it('capture hooks', () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const options = { name: 'hooked', captureArguments: fail, captureResult: fail };
    expect(traced(options, (value: number) => value)(1)).toBe(1);
    expect(traced({ name: 'redacted', captureArguments: true, redact: fail }, (value: number) => value)(1)).toBe(1);
    expect(names()).toEqual(['hooked', 'redacted']);
  });

  it('a provider that is not one', () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    trace.disable();
    const broken = { getTracer: () => ({ startSpan: fail, startActiveSpan: fail }) } as unknown as ApiTracerProvider;
    trace.setGlobalTracerProvider(broken);
    expect(traced(() => 1)()).toBe(1);
  });
});

describe('the limits of a span', () => {
  const longName = 'n'.repeat(50);

  it('are kept where they are near', () => {
    trace.disable();
    exporter = new InMemorySpanExporter();
    const spanLimits = { attributeCountLimit: 2, attributeValueLengthLimit: 10 };
    const spanProcessors = [new SimpleSpanProcessor({ exporter })];
    trace.setGlobalTracerProvider(new TracerProvider({ spanLimits, spanProcessors }));
    traced(
      'work',
      Object.defineProperty(() => 1, 'name', { value: longName }),
    )();
    expect(exporter.getFinishedSpans()[0]?.attributes).toMatchObject({ 'code.function.name': 'n'.repeat(10) });
    expect(Object.keys(exporter.getFinishedSpans()[0]?.attributes ?? {})).toHaveLength(2);
  });

  it('an attribute of your own is never replaced', () => {
    traced({ name: 'work', attributes: { 'code.function.name': 'mine', 'code.line.number': 1 } }, () => 1)();
    expect(attributesOf('work')).toMatchObject({ 'code.function.name': 'mine', 'code.line.number': 1 });
  });

  it('SDK 2.x gets the same attributes', () => {
    trace.disable();
    const kept = new InMemorySpanExporter2();
    const spanProcessors = [new SimpleSpanProcessor2({ exporter: kept })];
    trace.setGlobalTracerProvider(new TracerProvider2({ spanProcessors }));
    traced('work', function work() {})(); // oxlint-disable-line no-empty-function
    expect(kept.getFinishedSpans()[0]?.attributes).toMatchObject({
      'code.function.name': 'work',
      'code.file.path': import.meta.filename,
      'code.line.number': expect.any(Number),
    });
  });
});

describe('what is given', () => {
  it('nonsense stays as it is, with a line', () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(traced(undefined as never)).toBeUndefined();
    expect((traced('name') as (value: unknown) => unknown)(7)).toBe(7);
    expect(stderr).toHaveBeenCalledTimes(2);
  });

  it('a legacy field is left, with a line', () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    class Shop {}
    const decorate = traced as unknown as (target: object, key: string) => unknown;
    expect(decorate(Shop.prototype, 'field')).toBeUndefined();
    expect(String(stderr.mock.calls[0]?.[0])).toContain('Shop.field is a field or a parameter');
  });

  it('options: name, kind, attributes, tracer', () => {
    const tracer = trace.getTracer('their own');
    traced({ name: 'n', kind: SpanKind.PRODUCER, attributes: { team: 'yard' }, tracer }, () => 1)();
    const [made] = exporter.getFinishedSpans();
    expect(made).toMatchObject({ name: 'n', kind: SpanKind.PRODUCER, attributes: { team: 'yard' } });
    expect(made?.instrumentationScope.name).toBe('their own');
  });

  it('onlyIfParent', () => {
    const work = traced({ name: 'work', onlyIfParent: true }, () => 1);
    work();
    span('outer', () => work());
    expect(names()).toEqual(['work', 'outer']);
  });
});

describe('captured arguments and results', () => {
  const order = { id: 'o-1', card: '4111', items: ['rope'] };

  it('all, by name, secrets redacted', () => {
    const pay = traced(
      { captureArguments: true, captureResult: true },
      function pay(given: unknown, retries = 2, ...rest: readonly string[]) {
        return { given, retries, rest };
      },
    );
    pay(order, 3, 'a', 'b');
    expect(attributesOf('pay')).toMatchObject({
      'seatrial.argument.given': '{"id":"o-1","card":"[redacted]","items":["rope"]}',
      'seatrial.argument.retries': 3,
      'seatrial.argument.rest': '["a","b"]',
    });
    expect(attributesOf('pay')['seatrial.result']).toContain('"retries":3');
  });

  it('only those that are named; a name that no parameter has is said', () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    traced({ captureArguments: ['sku', 'colour'] }, function price(sku: string, email: string) {
      return sku + email;
    })('rope', 'a@b');
    expect(attributesOf('price')).toMatchObject({ 'seatrial.argument.sku': 'rope' });
    expect(JSON.stringify(attributesOf('price'))).not.toContain('a@b');
    expect(String(stderr.mock.calls[0]?.[0])).toMatch(/price has no parameter colour.*it has sku, email/);
  });

  it('by functions of their own', async () => {
    const options = {
      name: 'pay',
      captureArguments: (given: typeof order) => ({ 'order.id': given.id }),
      captureResult: (result: string) => ({ outcome: result }),
    };
    await traced(options, async (given: typeof order) => `paid ${given.id}`)(order);
    expect(attributesOf('pay')).toMatchObject({ 'order.id': 'o-1', outcome: 'paid o-1' });
  });

  it('as they were at the start', () => {
    const list = [1];
    traced({ name: 'push', captureArguments: true }, (values: number[]) => values.push(2))(list);
    expect(attributesOf('push')['seatrial.argument.values']).toBe('[1]');
  });

  it('never of a failed call, and never unless asked', () => {
    expect(() =>
      traced({ name: 'f', captureResult: true }, () => {
        throw new Error('x');
      })(),
    ).toThrow('x');
    expect(attributesOf('f')).not.toHaveProperty(['seatrial.result']);
  });
});

describe('functions', () => {
  it('a constructor function constructs, with its new.target, and can be extended', () => {
    const targets: unknown[] = [];
    function Boat(this: { name: string }, name: string): void {
      targets.push(new.target);
      this.name = name;
    }
    Boat.fleet = 'north';
    const Traced = traced(Boat) as unknown as (new (name: string) => { name: string }) & { fleet: string };
    class Ship extends Traced {}
    expect(new Traced('rope')).toBeInstanceOf(Boat as unknown as new () => unknown);
    expect(new Ship('lamp')).toMatchObject({ name: 'lamp' });
    expect(targets).toEqual([Boat, Ship]);
    expect(Traced.fleet).toBe('north');
    expect(Traced.prototype).toBe(Boat.prototype);
    expect(names()).toEqual(['Boat', 'Boat']);
  });

  it('util.promisify finds what a function offers', async () => {
    const read = traced((_path: string, done: (error: null, value: string) => void) => done(null, 'by callback'));
    expect(await promisify(read)('x')).toBe('by callback');
    const custom = Object.assign((): void => {}, { [promisify.custom]: async () => 'custom' });
    expect(await promisify(traced(custom))()).toBe('custom');
  });

  it('bound and anonymous functions', () => {
    const self = { count: 1 };
    const bound = traced(
      function count(this: { count: number }) {
        return this.count;
      }.bind(self),
    );
    expect(bound()).toBe(1);
    traced(
      'named',
      (
        () => () =>
          1
      )(),
    )();
    traced(
      (
        () => () =>
          1
      )(),
    )();
    expect(exporter.getFinishedSpans().map((made) => made.attributes['code.function.name'])).toEqual([
      'bound count',
      'named',
      '<anonymous>',
    ]);
  });

  it('a promise of another realm, as in Jest', async () => {
    const foreign = runInNewContext('Promise.resolve(5)') as Promise<number>;
    expect(await traced('foreign', () => foreign)()).toBe(5);
    expect(names()).toEqual(['foreign']);
  });

  it('a lazy promise is not started', async () => {
    let starts = 0;
    class Lazy extends Promise<number> {
      // oxlint-disable-next-line unicorn/no-thenable -- this is what it is about
      override then<A = number, B = never>(
        done?: ((value: number) => A | PromiseLike<A>) | null,
        failed?: ((error: unknown) => B | PromiseLike<B>) | null,
      ): Promise<A | B> {
        starts += 1;
        return Promise.resolve(6).then(done, failed);
      }
    }
    await span('outer', async () => {
      const lazy = new Lazy((resolve) => resolve(0));
      expect(traced('lazy', () => lazy)()).toBe(lazy);
      expect(starts).toBe(0);
      expect(await lazy).toBe(6);
      expect(starts).toBe(1);
    });
    expect(names()).toEqual(['lazy', 'outer']);
  });
});

describe('span', () => {
  it('is a block with its own span, of any kind', async () => {
    expect(span('sync', (own) => own.setAttribute('a', 1).isRecording())).toBe(true);
    expect(await span('async', { kind: SpanKind.CLIENT, attributes: { b: 2 } }, async () => 2)).toBe(2);
    expect(() =>
      span('fails', () => {
        throw new Error('x');
      }),
    ).toThrow('x');
    expect(exporter.getFinishedSpans()).toMatchObject([
      { name: 'sync', attributes: { a: 1 } },
      { name: 'async', kind: SpanKind.CLIENT, attributes: { b: 2 } },
      { name: 'fails', status: { code: SpanStatusCode.ERROR } },
    ]);
    expect(attributesOf('sync')).not.toHaveProperty(['code.function.name']);
  });

  it('a generator is one too', () => {
    expect([
      ...span('steps', function* steps() {
        yield 1;
      }),
    ]).toEqual([1]);
    expect(names()).toEqual(['steps']);
  });
});

describe('what is dropped half-way', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;

  async function untilNames(wanted: readonly string[]): Promise<void> {
    for (let round = 0; round < 200 && names().length < wanted.length; round += 1) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(names()).toEqual(wanted);
  }

  it('a generator ends at its last step, when it is collected', async () => {
    const steps = traced('steps', function* steps() {
      yield 1;
      yield 2;
    });
    steps().next();
    const stepped = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await untilNames(['steps']);
    const [seconds, nanos] = exporter.getFinishedSpans()[0]?.endTime ?? [0, 0];
    // The clocks of the two are apart by less than this.
    expect(seconds * 1000 + nanos / 1e6).toBeLessThan(stepped + 5);
  });

  it('a thenable whose caller goes on ends when it is collected, as deferred', async () => {
    // oxlint-disable-next-line unicorn/no-thenable -- a query builder
    const query = traced('query', () => ({ then: (done: (value: number) => void) => done(1) }));
    await span('outer', async () => {
      void (query() as unknown);
      await untilNames(['query']);
    });
    expect(attributesOf('query')).toMatchObject({ 'seatrial.deferred': true });
  });

  it('a thenable whose caller’s foreign span ends is found within a second or so', async () => {
    const held: unknown[] = [];
    const foreign = trace.getTracer('foreign').startSpan('foreign');
    // oxlint-disable-next-line unicorn/no-thenable -- a query builder
    const query = traced('query', () => ({ then: (done: (value: number) => void) => done(1) }));
    context.with(trace.setSpan(context.active(), foreign), () => void held.push([query()]));
    foreign.end();
    await vi.waitFor(() => expect(names()).toEqual(['foreign', 'query']), 3000);
    expect(held).toHaveLength(1);
  });
});
