import { SpanStatusCode } from '@opentelemetry/api';
import assert from 'node:assert/strict';
import type { Case } from './case.ts';
import type { World } from './world.ts';

function recorded(world: World): readonly (readonly [string, number])[] {
  return world.spans().map((span) => [span.name.replace(/^.*\./, ''), span.events.length]);
}

function catchFrom(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new assert.AssertionError({ message: 'nothing was thrown' });
}

/** How errors pass, and what is written of them. */
export const errorCases: readonly Case[] = [
  {
    name: 'an error is recorded where it is thrown, not at each level that it passes',
    run: (world) => {
      const error = new Error('no rope');
      assert.equal(
        catchFrom(() => new world.Shop().failOutside(error)),
        error,
      );
      assert.deepEqual(recorded(world), [
        ['fail', 1],
        ['failOutside', 0],
      ]);
      assert.deepEqual(
        world.spans().map((span) => span.status.code),
        [SpanStatusCode.ERROR, SpanStatusCode.ERROR],
      );
    },
  },
  {
    name: 'nor at each level of a rejection',
    run: async (world) => {
      const error = new Error('no rope');
      await assert.rejects(new world.Shop().rejectOutside(error), (thrown) => thrown === error);
      assert.deepEqual(recorded(world), [
        ['reject', 1],
        ['rejectOutside', 0],
      ]);
    },
  },
  {
    name: 'nor where a primitive is thrown',
    run: (world) => {
      assert.equal(
        catchFrom(() => new world.Shop().failOutside('rope')),
        'rope',
      );
      assert.deepEqual(recorded(world), [
        ['fail', 1],
        ['failOutside', 0],
      ]);
    },
  },
  {
    name: 'one error in two traces is recorded in each',
    run: (world) => {
      const error = new Error('no rope');
      const shop = new world.Shop();
      assert.equal(
        catchFrom(() => shop.fail(error)),
        error,
      );
      assert.equal(
        catchFrom(() => shop.fail(error)),
        error,
      );
      assert.deepEqual(recorded(world), [
        ['fail', 1],
        ['fail', 1],
      ]);
    },
  },
  {
    name: 'an error that is caught further up fails no more spans',
    run: (world) => {
      assert.equal(new world.Shop().swallow(new Error('no rope')), 'swallowed');
      assert.equal(world.span('fail').status.code, SpanStatusCode.ERROR);
      assert.equal(world.span('swallow').status.code, SpanStatusCode.UNSET);
    },
  },
  {
    name: 'the exception is written as the semantic conventions say',
    run: (world) => {
      catchFrom(() => new world.Shop().fail(new RangeError('no rope')));
      const { events, attributes, status } = world.span('fail');
      const written = events[0]?.attributes ?? {};
      assert.equal(written['exception.type'], 'RangeError');
      assert.equal(written['exception.message'], 'no rope');
      assert.match(String(written['exception.stacktrace']), /RangeError: no rope\n\s+at /);
      assert.equal(attributes['error.type'], 'RangeError');
      assert.equal(status.message, 'no rope');
    },
  },
  {
    name: 'whatever is thrown stays what it is, and has a type',
    run: (world) => {
      const shop = new world.Shop();
      for (const [thrown, type] of [
        [undefined, 'undefined'],
        [null, 'object'],
        ['rope', 'string'],
        [7, 'number'],
        [Symbol('s'), 'symbol'],
        [{ code: 1 }, 'Object'],
        [Object.create(null), 'object'],
        [Object.freeze(new TypeError('frozen')), 'TypeError'],
      ] as const) {
        assert.equal(
          catchFrom(() => shop.fail(thrown)),
          thrown,
        );
        assert.equal(world.spans().at(-1)?.attributes['error.type'], type);
      }
    },
  },
  {
    name: 'an error that fails when it is looked at comes back, and its span ends',
    run: (world) => {
      class Bomb extends Error {
        override get message(): string {
          throw new Error('boom');
        }
      }
      const bomb = new Bomb();
      const proxy = new Proxy(new Error('x'), {
        get: () => {
          throw new Error('trap');
        },
      });
      assert.equal(
        catchFrom(() => new world.Shop().fail(bomb)),
        bomb,
      );
      assert.equal(
        catchFrom(() => new world.Shop().fail(proxy)),
        proxy,
      );
      assert.equal(world.spans().length, 2);
    },
  },
  {
    name: 'a rejection with undefined stays so',
    run: async (world) => {
      const outcome = await new world.Shop().reject(undefined).then(
        () => 'resolved',
        (error: unknown) => error,
      );
      assert.equal(outcome, undefined);
      assert.equal(world.span('reject').status.code, SpanStatusCode.ERROR);
    },
  },
];
