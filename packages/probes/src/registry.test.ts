import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits, probeRegistryKey } from '@seatrial/model';
import type { PlannedFunction, ProbeHooks, ProbePlan } from '@seatrial/model';
import type { FunctionReading } from './reading.ts';
import { Registry } from './registry.ts';
import { noRequests } from './request-reader.ts';
import type { Cohort, RequestReader, TraceLink } from './request-reader.ts';

const planId = '0123456789abcdef';

function createPlan(...names: readonly string[]): ProbePlan {
  const functions = names.map((name, index): PlannedFunction => ({
    id: String(index).padStart(12, '0'),
    name,
    file: 'a.js',
    probe: name.startsWith('count') ? 'count' : 'full',
    changed: true,
  }));
  const digest = { size: 0, residue: '0'.repeat(16), sha256: '0'.repeat(64) };
  const file = { path: 'a.js', ...digest, edits: [], functions: functions.map((_each, index) => index) };
  return { id: planId, functions, files: [file] };
}

/** A request as probes see it, to be changed by a test. */
class FakeRequest implements RequestReader {
  flags: Cohort | undefined;
  link: TraceLink | undefined;
  readonly touched = new Set<string>();
  active(): object {
    return this;
  }
  cohort(): Cohort | undefined {
    return this.flags;
  }
  touch(_active: object, name: string): void {
    this.touched.add(name);
  }
  trace(): TraceLink | undefined {
    return this.link;
  }
}

function toCohort(values: Readonly<Record<string, string>>): Cohort {
  return new Map(Object.entries(values).map(([name, value]) => [name, { value }]));
}

function open(registry: Registry): ProbeHooks {
  const hooks = registry.open(planId, 0);
  if (hooks === undefined) throw new Error('the plan is not open');
  return hooks;
}

/** What the inserted text does when a function is entered, and when it is left. */
function enter(hooks: ProbeHooks, index: number): () => void {
  hooks.c[index] = (hooks.c[index] ?? 0) + 1;
  hooks.k[index] = (hooks.k[index] ?? 0) - 1;
  const call = (hooks.k[index] ?? 0) < 0 ? hooks.s(index) : 0;
  return () => {
    if (call !== 0) hooks.l(index, call);
  };
}

function callsOf(reading: FunctionReading | undefined): readonly number[] {
  return reading?.cells.map(({ calls }) => calls) ?? [];
}

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);

describe('a registry', () => {
  it('is found under its symbol, and knows its own plan alone', () => {
    const registry = new Registry(createPlan('a'), noRequests);
    registry.install();
    expect((globalThis as unknown as Record<symbol, unknown>)[probeRegistryKey]).toBe(registry);
    expect(registry.open('another plan', 0)).toBeUndefined();
    expect(registry.read({}).map(({ loaded }) => loaded)).toEqual([false]);
    open(registry);
    expect(registry.read({}).map(({ loaded }) => loaded)).toEqual([true]);
  });

  it('tells nothing of a file that was not for its probes, whether it runs before that is known or after', () => {
    const registry = new Registry(createPlan('a', 'b'), noRequests);
    enter(open(registry), 0)();
    registry.distrust(0, 'it differs');
    enter(open(registry), 1)();
    const told = registry.read({}).map(({ loaded, unverifiable }) => [loaded, unverifiable]);
    expect(told).toEqual([
      [false, 'it differs'],
      [false, 'it differs'],
    ]);
    expect(registry.summary()).toMatchObject({ loaded: 0, ran: 0, unverifiable: 2 });
  });

  it('adds up to the calls that were made, whatever the cohorts, the readings and what still runs', () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: fc.constant('call' as const), flag: fc.constantFrom('on', 'off') }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('end' as const), flag: fc.constantFrom('on', 'off') }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('read' as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('tick' as const) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const request = new FakeRequest();
        const registry = new Registry(createPlan('a'), request);
        const hooks = open(registry);
        const running: (() => void)[] = [];
        let calls = 0;
        let told: readonly number[] = [0];
        for (const each of steps) {
          if ('flag' in each) request.flags = toCohort({ 'feature_flags.f': each.flag });
          if (each.kind === 'call') running.push(enter(hooks, 0));
          if (each.kind === 'call') calls += 1;
          if (each.kind === 'end') running.shift()?.();
          if (each.kind === 'tick') registry.tick(1);
          if (each.kind !== 'read') continue;
          const now = callsOf(registry.read({})[0]);
          // Nothing is taken back, and no more is told than was called.
          expect(sum(now)).toBeLessThanOrEqual(calls);
          for (const [index, value] of told.entries()) expect(now[index]).toBeGreaterThanOrEqual(value);
          told = now;
        }
        expect(sum(callsOf(registry.read({ isLast: true })[0]))).toBe(calls);
      }),
    );
  });

  it('tells a call under the cohort that it ended in', () => {
    const request = new FakeRequest();
    const registry = new Registry(createPlan('a'), request);
    const leave = enter(open(registry), 0);
    request.flags = toCohort({ 'feature_flags.f': 'on' });
    leave();
    const [reading] = registry.read({});
    expect(reading?.cells.map(({ cohort, calls }) => [cohort, calls])).toEqual([
      [{}, 0],
      [{ 'feature_flags.f': 'on' }, 1],
    ]);
    expect(request.touched).toEqual(new Set(['a']));
  });

  it('tells what still runs at the second reading, once, and its duration when it ends', () => {
    const registry = new Registry(createPlan('a'), noRequests);
    const leave = enter(open(registry), 0);
    const told = (): unknown => registry.read({}).map((each) => [...callsOf(each), each.cells[0]?.durations?.count]);
    expect(told()).toEqual([[0, undefined]]);
    expect(told()).toEqual([[1, undefined]]);
    leave();
    expect(told()).toEqual([[1, 1]]);
  });

  it('is the same whichever flag was decided first, and knows a bounded number of cohorts', () => {
    const request = new FakeRequest();
    const registry = new Registry(createPlan('a'), request);
    const hooks = open(registry);
    const call = (values: Readonly<Record<string, string>>): void => {
      request.flags = toCohort(values);
      enter(hooks, 0)();
    };
    call({ a: '1', b: '2' });
    call({ b: '2', a: '1' });
    for (let index = 0; index < 100; index += 1) call({ subject: String(index) });
    const cells = registry.read({})[0]?.cells ?? [];
    expect(cells).toHaveLength(limits.functionCohorts + 2);
    expect(cells[1]).toMatchObject({ cohort: { a: '1', b: '2' }, calls: 2 });
    expect(cells.at(-1)).toMatchObject({ cohort: undefined, calls: 100 - (limits.functionCohorts - 1) });
  });

  it('counts what the request reader cannot answer, and what it calls itself', () => {
    const plan = createPlan('a', 'reader');
    const hooks: ProbeHooks[] = [];
    const reader: RequestReader = {
      ...noRequests,
      active() {
        if (hooks[0] !== undefined) enter(hooks[0], 1)();
        throw new Error('a context manager of the application');
      },
    };
    const registry = new Registry(plan, reader);
    hooks.push(open(registry));
    enter(open(registry), 0)();
    expect(registry.read({ isLast: true }).map(callsOf)).toEqual([[1], [1]]);
  });
});

describe('errors', () => {
  function createErrors(): { readonly hooks: ProbeHooks; readonly read: () => unknown } {
    const registry = new Registry(createPlan('outer', 'inner'), noRequests);
    return {
      hooks: open(registry),
      read: () =>
        registry
          .read({})
          .map(({ cells }) => cells[0]?.errors.map(({ type, origin, count }) => `${type} ${origin} ${count}`)),
    };
  }

  it('come up in one function and pass through those above', () => {
    const { hooks, read } = createErrors();
    for (let index = 0; index < 3; index += 1) {
      const error = new RangeError('no');
      enter(hooks, 0);
      enter(hooks, 1);
      hooks.x(1, error);
      hooks.x(0, error);
    }
    expect(read()).toEqual([['RangeError passed 3'], ['RangeError thrown 3']]);
  });

  it('come up anew where a constant is thrown again', () => {
    const { hooks, read } = createErrors();
    const constant = new Error('always the same');
    for (let index = 0; index < 3; index += 1) {
      enter(hooks, 1);
      hooks.x(1, constant);
    }
    expect(read()).toEqual([[], ['Error thrown 3']]);
  });

  it('pass through a function that calls itself', () => {
    const { hooks, read } = createErrors();
    const error = new Error('deep');
    for (let depth = 0; depth < 3; depth += 1) enter(hooks, 1);
    for (let depth = 0; depth < 3; depth += 1) hooks.x(1, error);
    expect(read()).toEqual([[], ['Error thrown 1', 'Error passed 2']]);
  });

  class PaymentError extends Error {}
  const named = Object.assign(new Error('x'), { name: 'AbortError' });
  const personal = Object.assign(new Error('x'), { name: 'bob@example.org was declined' });
  const hostile = new Proxy(new Error('x'), {
    get() {
      throw new Error('no');
    },
  });

  it.each([
    [new PaymentError('bob'), 'PaymentError'],
    [named, 'AbortError'],
    [personal, 'Error'],
    [hostile, '_OTHER'],
    [{ code: 1 }, 'Object'],
    [Object.create(null), '_OTHER'],
    ['bob@example.org', 'string'],
    [null, 'object'],
    [undefined, 'undefined'],
  ])('have a type and no text: %#', (error, type) => {
    const { hooks, read } = createErrors();
    enter(hooks, 1);
    hooks.x(1, error);
    expect(read()).toEqual([[], [`${type} thrown 1`]]);
  });

  it('are of a bounded number of types', () => {
    const { hooks, read } = createErrors();
    for (let index = 0; index < 50; index += 1) {
      enter(hooks, 1);
      hooks.x(1, Object.assign(new Error('x'), { name: `E${index}` }));
    }
    const [, inner] = read() as readonly (readonly string[])[];
    expect(inner).toHaveLength(limits.functionErrorTypes + 1);
    expect(inner?.at(-1)).toBe(`_OTHER thrown ${50 - limits.functionErrorTypes}`);
  });
});

describe('a hot function', () => {
  it('is timed ever more rarely, and its calls stay exact and are divided as the timed ones were', () => {
    const request = new FakeRequest();
    const registry = new Registry(createPlan('hot', 'cold'), request);
    const hooks = open(registry);
    const [on, off] = [toCohort({ f: 'on' }), toCohort({ f: 'off' })];
    const calls = 400_000;
    for (let index = 0; index < calls; index += 1) {
      request.flags = index % 10 === 0 ? on : off;
      enter(hooks, 0)();
      if (index % 1000 === 0) enter(hooks, 1)();
    }
    const [hot, cold] = registry.read({});
    expect(hot?.stride).toBe(32);
    expect(sum(callsOf(hot))).toBe(calls);
    const share = (hot?.cells.find(({ cohort }) => cohort?.['f'] === 'on')?.calls ?? 0) / calls;
    // Some 40,000 timed calls: within 5 % of a tenth, six standard deviations.
    expect(share).toBeGreaterThan(0.095);
    expect(share).toBeLessThan(0.105);
    expect(cold).toMatchObject({ stride: 1 });
    expect(sum(callsOf(cold))).toBe(400);
    const counted = hot?.cells.reduce((total, { durations }) => total + (durations?.count ?? 0), 0) ?? 0;
    expect(Math.abs(counted - calls) / calls).toBeLessThan(0.05);
    for (let second = 0; second < 6; second += 1) registry.tick(1);
    expect(registry.read({})[0]?.stride).toBe(1);
  });

  it('leaves to others what a thread may time in a second', () => {
    const names = Array.from({ length: 40 }, (_each, index) => `f${index}`);
    const registry = new Registry(createPlan(...names), noRequests);
    const hooks = open(registry);
    for (const index of names.keys()) for (let call = 0; call < 1000; call += 1) enter(hooks, index)();
    enter(hooks, 0)();
    registry.tick(1);
    const strides = registry.read({}).map(({ stride }) => stride);
    // 40,001 calls where 20,000 may be timed: half of each.
    expect(new Set(strides)).toEqual(new Set([2, 3]));
  });
});

it('tells of a function that is merely counted no more than its calls', () => {
  const registry = new Registry(createPlan('count'), noRequests);
  const { c } = open(registry);
  c[0] = 4_000_000_000;
  registry.tick(1);
  c[0] = 4_000_000_000;
  expect(registry.read({})).toMatchObject([{ stride: 1, cells: [{ calls: 8_000_000_000, durations: undefined }] }]);
  expect(registry.read({ onlyFresh: true })).toEqual([]);
});
