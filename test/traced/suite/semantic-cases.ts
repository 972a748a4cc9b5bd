import { trace } from '@opentelemetry/api';
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Case } from './case.ts';
import { expectedName, within } from './table-cases.ts';
import { childOf } from './world.ts';

const storage = new AsyncLocalStorage<number>();

/** What a program can see of its own functions, beside the table's cases. */
export const semanticCases: readonly Case[] = [
  {
    name: 'a sync function whose text says async stays sync',
    run: ({ Shop }) => assert.equal(new Shop().falsyAsync(), 1),
  },
  {
    name: 'the text of a function is its own',
    run: ({ Shop }) => assert.match(Shop.prototype.sync.toString(), /return a \+ b/),
  },
  {
    name: 'async and generator functions are told by their constructor',
    run: ({ Shop }) => {
      assert.equal(Shop.prototype.wait.constructor.name, 'AsyncFunction');
      assert.equal(Shop.prototype.steps.constructor.name, 'GeneratorFunction');
      assert.equal(Shop.prototype.pages.constructor.name, 'AsyncGeneratorFunction');
      assert.equal(Shop.prototype.sync.constructor, Function);
    },
  },
  {
    name: 'a method cannot be constructed, and has no prototype',
    run: ({ Shop }) => {
      const method = Shop.prototype.sync as unknown as new () => unknown;
      assert.throws(() => new method(), TypeError);
      assert.equal(Object.hasOwn(method, 'prototype'), false);
    },
  },
  {
    name: 'methods stay hidden from enumeration',
    run: ({ Shop }) => assert.deepEqual(Object.keys(Shop.prototype), []),
  },
  {
    name: 'the number of arguments is kept',
    run: ({ Shop }) => {
      const shop = new Shop();
      assert.equal(shop.length(1, 2), 2);
      assert.equal(shop.length(1, undefined, undefined), 3);
    },
  },
  {
    name: 'a method that is taken off its object has no `this`, and keeps its name',
    run: (world) => {
      const { self } = new world.Shop();
      assert.equal(Reflect.apply(self, undefined, []), undefined);
      assert.equal(world.span('self').name, expectedName(world, 'Shop', 'self'));
    },
  },
  {
    name: 'bind, call and apply',
    run: ({ Shop }) => {
      const other = { count: 40 };
      const { bump } = Shop.prototype;
      assert.equal(bump.call(other as never), 41);
      assert.equal(bump.bind(other as never)(), 42);
    },
  },
  {
    name: 'a getter gives its value, in a span',
    run: (world) => {
      const shop = new world.Shop();
      shop.total = 50;
      assert.equal(shop.count, 5);
      assert.equal(shop.total, 50);
      assert.equal(world.span('get total').name, expectedName(world, 'Shop', 'get total'));
    },
  },
  {
    name: 'super reaches the method above, in a span of its own beneath',
    run: (world) => {
      assert.equal(new world.Shop().overridden(), 'shop over base base');
      const [above, below] = world.spans();
      assert.equal(above?.name, expectedName(world, 'Base', 'overridden'));
      assert.equal(below?.name, expectedName(world, 'Shop', 'overridden'));
      assert.equal(above?.parentSpanContext?.spanId, below?.spanContext().spanId);
    },
  },
  {
    name: 'an inherited static method builds the subclass',
    run: (world) => {
      assert.ok(world.Shop.create('rope') instanceof world.Shop);
      assert.equal(world.span('create').name, expectedName(world, 'Base', 'create'));
    },
  },
  {
    name: 'instances get nothing of ours',
    run: ({ Shop }) => assert.deepEqual(Reflect.ownKeys(new Shop()), ['label', 'count', 'stock', 'cached']),
  },
  {
    name: 'recursion: a span for each call, each beneath the one before',
    run: (world) => {
      assert.equal(new world.Shop().factorial(4), 24);
      const spans = world.spans();
      assert.equal(spans.length, 4);
      spans.slice(0, -1).forEach((span, index) => {
        assert.equal(span.parentSpanContext?.spanId, spans[index + 1]?.spanContext().spanId);
      });
    },
  },
  {
    name: 'calls inside are children, also after an await',
    run: async (world) => {
      assert.equal(await new world.Shop().nested(), 'base!');
      const parent = world.span('nested').spanContext().spanId;
      assert.equal(world.span('wait').parentSpanContext?.spanId, parent);
      assert.equal(world.span('inherited').parentSpanContext?.spanId, parent);
    },
  },
  {
    name: 'parallel calls are siblings',
    run: async (world) => {
      assert.deepEqual(await new world.Shop().parallel(), ['done', 'done']);
      const parent = world.span('parallel').spanContext().spanId;
      const waits = world.spans().filter((span) => span.name.endsWith('wait'));
      assert.deepEqual(
        waits.map((span) => span.parentSpanContext?.spanId),
        [parent, parent],
      );
    },
  },
  {
    name: 'a call is the child of its caller’s span, which is active again afterwards',
    run: async (world) => {
      await within(() => {
        const caller = trace.getActiveSpan();
        new world.Shop().sync(1, 2);
        assert.equal(trace.getActiveSpan(), caller);
        assert.equal(world.span('sync').parentSpanContext?.spanId, caller?.spanContext().spanId);
      });
    },
  },
  {
    name: 'AsyncLocalStorage: the caller’s store is there, sync and after an await',
    run: async ({ Shop }) => {
      const shop = new Shop();
      const later = async (): Promise<number | undefined> => {
        await sleep(1);
        return storage.getStore();
      };
      await storage.run(7, async () => {
        assert.equal(
          shop.invoke(() => storage.getStore()),
          7,
        );
        assert.equal(await shop.invoke(later), 7);
      });
    },
  },
  {
    name: 'AsyncLocalStorage: the caller’s store is the same afterwards, and so for a call in a call',
    run: ({ Shop }) => {
      storage.run(1, () => {
        const shop = new Shop();
        const inner = (): number | undefined => shop.invoke(() => storage.getStore());
        assert.equal(
          shop.invoke(() => storage.run(2, inner)),
          2,
        );
        assert.equal(storage.getStore(), 1);
      });
    },
  },
  {
    name: 'AsyncLocalStorage: what enterWith sets inside is there for the caller, as it would be',
    run: ({ Shop }) => {
      storage.run(1, () => {
        new Shop().invoke(() => storage.enterWith(3));
        assert.equal(storage.getStore(), 3);
      });
    },
  },
  {
    name: 'AsyncLocalStorage: each step of a generator has the store of who steps',
    run: ({ Shop }) => {
      const generator = new Shop().asking(() => storage.getStore());
      assert.equal(
        storage.run(1, () => generator.next().value),
        1,
      );
      assert.equal(
        storage.run(2, () => generator.next().value),
        2,
      );
      generator.return(undefined);
    },
  },
  {
    name: 'an AbortSignal reaches the function, and its reason comes back',
    run: async (world) => {
      const controller = new AbortController();
      const pending = new world.Shop().abortable(controller.signal);
      controller.abort();
      await assert.rejects(pending, (error) => error === controller.signal.reason);
      assert.equal(world.span('abortable').attributes['error.type'], 'AbortError');
    },
  },
  {
    name: 'a Node.js stream comes back as it is and flows',
    run: async ({ Shop }) => {
      const stream = Readable.from(['a', 'b']);
      assert.equal(new Shop().give(stream), stream);
      assert.equal(await text(stream), 'ab');
    },
  },
  {
    name: 'a web stream and a Response come back as they are and can be read',
    run: async ({ Shop }) => {
      const response = new Response('body');
      assert.equal(new Shop().give(response), response);
      assert.equal(await response.text(), 'body');
    },
  },
  {
    name: 'an async generator feeds a stream',
    run: async (world) => {
      const chunks = await Readable.from(new world.Shop().pages(3)).toArray();
      assert.deepEqual(chunks, [0, 1, 2]);
      assert.equal(world.span('pages').ended, true);
    },
  },
  {
    name: 'what a callback does later belongs to the call',
    run: async (world) => {
      const value = await new Promise((resolve) => {
        new world.Shop().callback((_error, result) => resolve(result));
      });
      assert.equal(value, 'value');
      assert.equal(childOf(world, 'callback').parentSpanContext?.spanId, world.span('callback').spanContext().spanId);
    },
  },
  {
    name: 'undefined, null, functions, proxies and objects come back as they are',
    run: ({ Shop }) => {
      const shop = new Shop();
      const proxy = new Proxy({}, {});
      const thrower = {
        // oxlint-disable-next-line unicorn/no-thenable -- whoever reads it gets an error
        get then(): never {
          throw new Error('do not touch');
        },
      };
      for (const value of [undefined, null, 0, '', shop, () => 1, proxy, thrower, new Map(), [1]])
        assert.equal(shop.give(value), value);
    },
  },
  {
    name: 'a proxy comes back without a trap of it being run',
    run: (world) => {
      const traps: string[] = [];
      const record = (trap: string) => (): never => {
        traps.push(trap);
        throw new Error(trap);
      };
      const handler = { get: record('get'), has: record('has'), defineProperty: record('defineProperty') };
      const client = new Proxy(
        {},
        { ...handler, getPrototypeOf: record('getPrototypeOf'), ownKeys: record('ownKeys') },
      );
      assert.ok(Object.is(new world.Shop().give(client), client));
      assert.deepEqual(traps, []);
      assert.equal(world.span('give').ended, true);
    },
  },
  {
    name: 'a promise that is returned twice is one promise',
    run: async (world) => {
      const shop = new world.Shop();
      const [first, second] = [shop.memo(), shop.memo()];
      assert.equal(first, second);
      assert.equal(await second, 42);
      assert.equal(world.spans().length, 2);
    },
  },
  {
    name: 'what a library hangs on a promise stays on it',
    run: async ({ Shop }) => {
      const cancellable = Object.assign(Promise.resolve(1), { cancel: () => 'cancelled' });
      const given = new Shop().give(cancellable);
      assert.equal(given.cancel(), 'cancelled');
      assert.equal(await given, 1);
    },
  },
  {
    name: 'a subclass of Promise stays one',
    run: async ({ Shop }) => {
      class Task<T> extends Promise<T> {}
      const given = new Shop().give(Task.resolve(1));
      assert.ok(given instanceof Task);
      assert.equal(await given, 1);
    },
  },
];
