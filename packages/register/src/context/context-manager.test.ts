import { EventEmitter, once } from 'node:events';
import { PassThrough, Readable, pipeline } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { load } from '../load.ts';
import { ServiceContextManager } from './context-manager.ts';

const { createContextKey, ROOT_CONTEXT } = load('@opentelemetry/api');
const key = createContextKey('test');
const inside = ROOT_CONTEXT.setValue(key, 'inside');

const adds = ['on', 'addListener', 'prependListener', 'once', 'prependOnceListener'] as const;
const removes = ['off', 'removeListener'] as const;
const events = ['first', 'second'] as const;

interface Command {
  readonly method: (typeof adds)[number] | (typeof removes)[number] | 'emit' | 'removeAllListeners';
  readonly event: (typeof events)[number];
  readonly listener: number;
}

const command: fc.Arbitrary<Command> = fc.record({
  method: fc.constantFrom(
    ...adds,
    ...adds,
    ...removes,
    'emit' as const,
    'emit' as const,
    'removeAllListeners' as const,
  ),
  event: fc.constantFrom(...events),
  listener: fc.integer({ min: 0, max: 3 }),
});

/** Does the commands; tells every call of a listener with the context it ran in, and what the emitter says of itself. */
function run(emitter: EventEmitter, commands: readonly Command[], manager: ServiceContextManager): readonly unknown[] {
  const log: unknown[] = [];
  let depth = 0;
  const tell = (listener: number, self: unknown, args: readonly unknown[]): void => {
    log.push([listener, self === emitter, ...args]);
    contexts.add(manager.active().getValue(key));
  };
  const contexts = new Set<unknown>();
  const listeners = [
    function (this: unknown, ...args: readonly unknown[]): void {
      tell(0, this, args);
    },
    // Takes another away while it is being called, and adds one.
    function (this: unknown, ...args: readonly unknown[]): void {
      tell(1, this, args);
      emitter.off('first', listeners[0] as never);
      emitter.once('second', listeners[2] as never);
    },
    function (this: unknown, ...args: readonly unknown[]): void {
      tell(2, this, args);
      emitter.off('second', listeners[2] as never);
    },
    // Emits in the middle of an emission.
    function (this: unknown, ...args: readonly unknown[]): void {
      tell(3, this, args);
      if ((depth += 1) < 3) emitter.emit('first', 'again');
      depth -= 1;
    },
  ];
  // What removeAllListeners takes away it tells as it lay there: wrapped, as what `once` has added is.
  const tellOf = (what: string) => (event: unknown, listener: { readonly listener?: unknown }) =>
    log.push([what, event, listeners.indexOf((listener.listener ?? listener) as never)]);
  emitter.on('newListener', tellOf('new'));
  emitter.on('removeListener', tellOf('gone'));
  for (const { method, event, listener } of commands) {
    const known = listeners[listener] as never;
    if (method === 'emit') log.push(emitter.emit(event, listener, event));
    else if (method === 'removeAllListeners') emitter.removeAllListeners(event);
    else log.push(emitter[method](event, known) === emitter);
    for (const name of events) {
      log.push(emitter.listeners(name).map((each) => listeners.indexOf(each as never)));
      log.push(emitter.listenerCount(name), emitter.listenerCount(name, known));
    }
  }
  return [...log, [...contexts].filter((value) => value !== 'inside')];
}

const inContext = (manager: ServiceContextManager, commands: readonly Command[]): unknown =>
  manager.with(inside, () => run(new EventEmitter(), commands, manager));

describe('an emitter bound to a context', () => {
  it.each([
    ['EventEmitter', () => new EventEmitter()],
    ['Readable', () => new Readable({ read() {} })],
  ])('does as one that is not (%s), and its listeners run in the context', (_name, create) => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 25 }), (commands) => {
        const manager = new ServiceContextManager();
        const emitter = create();
        expect(manager.bind(inside, emitter)).toBe(emitter);
        const other = manager.bind(ROOT_CONTEXT.setValue(key, 'second context'), emitter);
        expect(run(other, commands, manager)).toEqual(inContext(manager, commands));
      }),
      { seed: 20_261_129, numRuns: 500 },
    );
  });

  it('keeps what the emitter has of its own, and serves what is made from it', () => {
    const manager = new ServiceContextManager();
    const seen: unknown[] = [];
    const emitter = new EventEmitter();
    const { on } = emitter;
    emitter.on = function (event, listener) {
      seen.push(event);
      return on.call(this, event, listener);
    };
    const made = Object.create(manager.bind(inside, emitter)) as EventEmitter;
    made.on('a', () => seen.push(manager.active().getValue(key)));
    made.once('b', () => seen.push(manager.active().getValue(key)));
    emitter.emit('a');
    made.emit('b');
    expect(seen).toEqual(['a', 'b', 'inside', 'inside']);
    expect(made.emit('b')).toBe(false);
  });

  it('serves a class with a once of its own', () => {
    class Own extends EventEmitter {
      override once(event: string, listener: (...args: never[]) => void): this {
        return super.once(event, listener as never);
      }
    }
    const manager = new ServiceContextManager();
    const emitter = manager.bind(inside, new Own());
    const seen: unknown[] = [];
    emitter.once('a', () => seen.push(manager.active().getValue(key)));
    expect([emitter.emit('a'), emitter.emit('a'), seen]).toEqual([true, false, ['inside']]);
  });

  it('works with streams that are piped, and with promises of events', async () => {
    const manager = new ServiceContextManager();
    const from = manager.bind(inside, Readable.from(['a', 'b']));
    const to = manager.bind(inside, new PassThrough());
    const ended = once(to, 'end');
    const seen: unknown[] = [];
    to.on('data', (chunk) => seen.push([String(chunk), manager.active().getValue(key)]));
    pipeline(from, to, () => {});
    await ended;
    expect(seen).toEqual([
      ['a', 'inside'],
      ['b', 'inside'],
    ]);
  });

  it('says of a listener that is none what Node.js says, and leaves a frozen emitter alone', () => {
    const manager = new ServiceContextManager();
    const emitter = manager.bind(inside, new EventEmitter());
    for (const name of adds) expect(() => emitter[name]('a', 'text' as never)).toThrow('must be of type function');
    const frozen = Object.freeze(new EventEmitter());
    expect(manager.bind(inside, frozen)).toBe(frozen);
  });
});

describe('the context manager', () => {
  it('gives the root context, runs in another, and binds functions with their receiver, arguments and length', () => {
    const manager = new ServiceContextManager().enable();
    const root = manager.active();
    expect([root.getValue(key), manager.with(ROOT_CONTEXT, () => manager.active())]).toEqual([undefined, ROOT_CONTEXT]);
    const receiver = { name: 'receiver' };
    const describeCall = function (this: unknown, first: number, second: number): readonly unknown[] {
      return [this, first, second, manager.active().getValue(key)];
    };
    expect(manager.with(inside, describeCall, receiver, 1, 2)).toEqual([receiver, 1, 2, 'inside']);
    expect(manager.with(inside, (...args: readonly number[]) => args, undefined, 1, 2)).toEqual([1, 2]);
    const bound = manager.bind(inside, describeCall);
    expect([bound.length, bound.call(receiver, 1, 2)]).toEqual([2, [receiver, 1, 2, 'inside']]);
    expect(manager.bind(inside, 'text')).toBe('text');
  });

  it('keeps a context over asynchronous work', async () => {
    const manager = new ServiceContextManager();
    const value = await manager.with(inside, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return manager.active().getValue(key);
    });
    expect([value, manager.active().getValue(key)]).toEqual(['inside', undefined]);
  });

  it('attaches a context until its token is disposed of, once', () => {
    const manager = new ServiceContextManager();
    const token = manager.attach(inside);
    const second = manager.attach(inside.setValue(key, 'deeper'));
    expect(manager.active().getValue(key)).toBe('deeper');
    second.dispose();
    expect(manager.active().getValue(key)).toBe('inside');
    token.dispose();
    second.dispose();
    expect(manager.active().getValue(key)).toBe(undefined);
  });
});
