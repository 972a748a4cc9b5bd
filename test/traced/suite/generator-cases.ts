import { SpanStatusCode } from '@opentelemetry/api';
import assert from 'node:assert/strict';
import type { Case } from './case.ts';
import { childOf } from './world.ts';

/** Generators, synchronous and not, in all the ways to drive them. */
export const generatorCases: readonly Case[] = [
  {
    name: 'a generator takes what is sent, and gives what it returns',
    run: (world) => {
      const generator = new world.Shop().steps(2);
      assert.deepEqual(generator.next(), { value: 0, done: false });
      assert.deepEqual(generator.next('rope'), { value: 1, done: false });
      assert.deepEqual(generator.next(), { value: 'end', done: true });
      childOf(world, 'sent rope');
      assert.equal(world.spans().length, 1);
    },
  },
  {
    name: 'a generator is one, with its own prototype',
    run: ({ Shop }) => {
      const generator = new Shop().steps(1);
      assert.equal(Object.prototype.toString.call(generator), '[object Generator]');
      assert.ok(generator instanceof Shop.prototype.steps);
      assert.equal(generator[Symbol.iterator](), generator);
      assert.deepEqual(Object.keys(generator), []);
      generator.return('closed');
    },
  },
  {
    name: 'nothing of a generator runs before its first step',
    run: (world) => {
      const generator = new world.Shop().steps(1);
      assert.deepEqual(world.inside, []);
      generator.return('closed');
    },
  },
  {
    name: 'a generator that is closed before its first step ends its span',
    run: (world) => {
      assert.deepEqual(new world.Shop().steps(1).return('closed'), { value: 'closed', done: true });
      assert.equal(world.span('steps').status.code, SpanStatusCode.UNSET);
    },
  },
  {
    name: 'a generator that throws: the same error, ERROR',
    run: (world) => {
      const error = new Error('no rope');
      assert.throws(
        () => [...new world.Shop().failing(error)],
        (thrown) => thrown === error,
      );
      assert.equal(world.span('failing').status.code, SpanStatusCode.ERROR);
      assert.equal(world.span('failing').events.length, 1);
    },
  },
  {
    name: 'an error that its consumer throws into it',
    run: (world) => {
      const error = new Error('thrown in');
      const generator = new world.Shop().guarded();
      generator.next();
      assert.throws(
        () => generator.throw(error),
        (thrown) => thrown === error,
      );
      childOf(world, 'cleaned');
      assert.equal(world.span('guarded').status.code, SpanStatusCode.ERROR);
    },
  },
  {
    name: 'an error in the body of the loop is not the generator’s',
    run: (world) => {
      const error = new Error('consumer');
      assert.throws(
        () => {
          for (const _step of new world.Shop().guarded()) throw error;
        },
        (thrown) => thrown === error,
      );
      assert.equal(world.span('guarded').status.code, SpanStatusCode.UNSET);
    },
  },
  {
    name: '`yield*` keeps the inner generator beneath the outer',
    run: (world) => {
      assert.deepEqual([...new world.Shop().delegating()], [0, 1, 9]);
      assert.equal(world.span('steps').parentSpanContext?.spanId, world.span('delegating').spanContext().spanId);
    },
  },
  {
    name: 'two generators of one method, in turns, keep their spans apart',
    run: (world) => {
      const shop = new world.Shop();
      const [one, two] = [shop.steps(1), shop.steps(1)];
      one.next();
      two.next();
      one.next();
      two.next();
      const [first, second] = world.spans();
      assert.notEqual(first?.spanContext().traceId, second?.spanContext().traceId);
      const steps = world.inside.map(({ spanId }) => spanId);
      assert.deepEqual(steps, [first?.spanContext().spanId, second?.spanContext().spanId]);
    },
  },
  {
    name: 'iterator helpers and destructuring close it',
    run: (world) => {
      const shop = new world.Shop();
      assert.deepEqual(shop.steps(9).take(2).toArray(), [0, 1]);
      const [first] = shop.steps(9);
      assert.equal(first, 0);
      assert.equal(world.spans().length, 2);
    },
  },
  {
    name: 'an async generator that fails: the same error, ERROR, recorded once',
    run: async (world) => {
      const error = new Error('no rope');
      const read = async (): Promise<void> => {
        for await (const _page of new world.Shop().failingPages(error)) assert.equal(world.spans().length, 0);
      };
      await assert.rejects(read(), (thrown) => thrown === error);
      assert.equal(world.span('failingPages').events.length, 1);
    },
  },
  {
    name: 'steps of an async generator that are asked for at once come in order',
    run: async (world) => {
      const pages = new world.Shop().pages(2);
      const results = await Promise.all([pages.next(), pages.next(), pages.next()]);
      assert.deepEqual(
        results.map(({ value, done }) => [value, done]),
        [
          [0, false],
          [1, false],
          [undefined, true],
        ],
      );
      assert.equal(world.spans().length, 1);
      childOf(world, 'page 1');
    },
  },
  {
    name: 'an async generator that is closed before its first step ends its span',
    run: async (world) => {
      await new world.Shop().pages(2).return(undefined);
      assert.equal(world.spans().length, 1);
    },
  },
];
