import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import assert from 'node:assert/strict';
import type { Case } from './case.ts';
import { LazyQuery } from './lazy-query.ts';
import { childOf, ledger, milliseconds } from './world.ts';
import type { World } from './world.ts';

/** Runs within a span of the caller's own. */
export async function within<T>(work: () => T | Promise<T>): Promise<T> {
  const span = trace.getTracer('inside').startSpan('caller');
  try {
    return await context.with(trace.setSpan(context.active(), span), work);
  } finally {
    span.end();
  }
}

export function expectedName({ form }: World, owner: string, member: string): string {
  if (form === 'function') return member;
  return member.startsWith('[') ? `${owner}${member}` : `${owner}.${member}`;
}

function assertError(world: World, name: string): void {
  const { status, events, ended } = world.span(name);
  assert.equal(ended, true);
  assert.equal(status.code, SpanStatusCode.ERROR);
  assert.deepEqual(
    events.map((event) => event.name),
    ['exception'],
  );
}

/** The cases of the table that is published beside the peers. */
export const tableCases: readonly Case[] = [
  {
    name: 'a sync method stays sync',
    table: true,
    run: (world) => {
      assert.equal(new world.Shop().sync(1, 2), 3);
      assert.equal(world.span('sync').ended, true);
    },
  },
  {
    name: 'a sync throw: the same error, the span ended with ERROR',
    table: true,
    run: (world) => {
      const error = new RangeError('no rope');
      assert.throws(
        () => new world.Shop().fail(error),
        (thrown) => thrown === error,
      );
      assertError(world, 'fail');
    },
  },
  {
    name: 'an async rejection: the same error, the span ended with ERROR',
    table: true,
    run: async (world) => {
      const error = new RangeError('no rope');
      await assert.rejects(new world.Shop().reject(error), (thrown) => thrown === error);
      assertError(world, 'reject');
    },
  },
  {
    name: 'a promise from a non-async function is timed to its end',
    table: true,
    run: async (world) => {
      const { promise, resolve } = Promise.withResolvers<string>();
      const given = new world.Shop().promise(promise);
      setTimeout(resolve, 30, 'slow');
      assert.equal(await given, 'slow');
      assert.ok(milliseconds(world.span('promise')) >= 25);
    },
  },
  {
    name: 'a lazy thenable comes back as it is, runs once and is timed',
    table: true,
    run: async (world) => {
      await within(async () => {
        const query = new LazyQuery();
        const given = new world.Shop().give(query);
        await null;
        assert.equal(query.runs, 0);
        assert.equal(given, query);
        assert.deepEqual(await given.where('rope'), ['rope']);
        assert.equal(query.runs, 1);
      });
      assert.ok(milliseconds(world.span('give')) >= 8);
    },
  },
  {
    name: 'a generator is timed to its end',
    table: true,
    run: async (world) => {
      const generator = new world.Shop().steps(2);
      generator.next();
      await new Promise((resolve) => setTimeout(resolve, 15));
      assert.deepEqual([...generator], [1]);
      assert.ok(milliseconds(world.span('steps')) >= 10);
    },
  },
  {
    name: 'a generator that is left early ends its span, and not before',
    table: true,
    run: (world) => {
      for (const step of new world.Shop().guarded()) {
        assert.equal(world.spans().length, 0);
        if (step === 1) break;
      }
      assert.equal(world.span('guarded').ended, true);
      childOf(world, 'cleaned');
    },
  },
  {
    name: 'a span made inside a generator is its child',
    table: true,
    run: (world) => {
      assert.equal([...new world.Shop().steps(2)].length, 2);
      const { spanId } = world.span('steps').spanContext();
      assert.equal(childOf(world, 'step 0').parentSpanContext?.spanId, spanId);
      assert.equal(childOf(world, 'step 1').parentSpanContext?.spanId, spanId);
    },
  },
  {
    name: 'an async generator is timed to its end, and its children are its own',
    table: true,
    run: async (world) => {
      const seen: number[] = [];
      for await (const page of new world.Shop().pages(2)) {
        seen.push(page);
        assert.equal(world.spans().length, 0);
      }
      assert.deepEqual(seen, [0, 1]);
      const { spanId } = world.span('pages').spanContext();
      assert.equal(childOf(world, 'page 1').parentSpanContext?.spanId, spanId);
    },
  },
  {
    name: 'an async generator that is left early ends its span',
    table: true,
    run: async (world) => {
      for await (const page of new world.Shop().pages(9)) {
        assert.equal(world.spans().length, 0);
        if (page === 1) break;
      }
      assert.equal(world.span('pages').ended, true);
    },
  },
  {
    name: '`this` is the object',
    table: true,
    run: (world) => {
      const shop = new world.Shop();
      assert.equal(shop.self(), shop);
      assert.equal(shop.bump(), 1);
    },
  },
  {
    name: 'name and length are kept',
    table: true,
    run: ({ Shop }) => {
      const { sync, length } = Shop.prototype;
      assert.deepEqual([sync.name, sync.length, length.name], ['sync', 2, 'length']);
    },
  },
  {
    name: 'reflect-metadata is kept',
    table: true,
    run: ({ Shop }) => {
      const { getMetadata } = Reflect as unknown as { getMetadata(key: string, target: object): unknown };
      assert.equal(getMetadata('route', Shop.prototype.routed), '/routed');
    },
  },
  {
    name: 'a static method has its class in its name',
    table: true,
    run: (world) => {
      assert.equal(world.Shop.open('today'), 'Shop today');
      assert.equal(world.span('open').name, expectedName(world, 'Shop', 'open'));
    },
  },
  {
    name: 'a method has its class in its name, also when a subclass calls it',
    table: true,
    run: (world) => {
      assert.equal(new world.Shop('rope').inherited('!'), 'rope!');
      assert.equal(world.span('inherited').name, expectedName(world, 'Base', 'inherited'));
    },
  },
  {
    name: 'a method with a symbol for its key',
    table: true,
    run: (world) => {
      assert.equal(new world.Shop()[ledger](), 'ledger');
      assert.match(world.spans()[0]?.name ?? '', /ledger/);
    },
  },
  {
    name: '`throw undefined` stays so',
    table: true,
    run: (world) => {
      let thrown: unknown = 'nothing';
      try {
        new world.Shop().fail(undefined);
      } catch (error) {
        thrown = error;
      }
      assert.equal(thrown, undefined);
      assert.equal(world.span('fail').ended, true);
    },
  },
  {
    name: 'calls at once share nothing, and leave the object alone',
    table: true,
    run: async (world) => {
      const shop = new world.Shop();
      const before = Reflect.ownKeys(shop);
      await Promise.all([shop.wait(8), shop.wait(2), shop.wait(5)]);
      assert.deepEqual(Reflect.ownKeys(shop), before);
      assert.equal(new Set(world.spans().map((span) => span.spanContext().traceId)).size, 3);
      const inside = new Set(world.inside.filter(({ label }) => label === 'waited').map(({ spanId }) => spanId));
      assert.deepEqual(inside, new Set(world.spans().map((span) => span.spanContext().spanId)));
    },
  },
  {
    name: 'no argument or result is recorded unless asked for',
    table: true,
    run: (world) => {
      new world.Shop().give('hunter2');
      const span = world.span('give');
      assert.ok(!JSON.stringify([span.attributes, span.events, span.name]).includes('hunter2'));
    },
  },
  {
    name: 'code.function.name is set',
    table: true,
    run: (world) => {
      new world.Shop().sync(1, 2);
      assert.equal(world.span('sync').attributes['code.function.name'], expectedName(world, 'Shop', 'sync'));
    },
  },
];
