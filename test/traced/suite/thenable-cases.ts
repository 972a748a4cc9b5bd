import { SpanStatusCode, trace } from '@opentelemetry/api';
import assert from 'node:assert/strict';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { Case } from './case.ts';
import { LazyQuery } from './lazy-query.ts';
import { within } from './table-cases.ts';
import { endOf } from './world.ts';

/** Query builders and other thenables that run when somebody awaits them. */
export const thenableCases: readonly Case[] = [
  {
    name: 'a thenable that nobody runs ends with its caller, at its return, as deferred',
    run: async (world) => {
      const query = new LazyQuery();
      let returned = 0;
      await within(async () => {
        new world.Shop().give(query);
        returned = Date.now();
        await sleep(20);
      });
      new world.Shop().sync(1, 1);
      assert.equal(query.runs, 0);
      const span = world.span('give');
      assert.equal(span.attributes['seatrial.deferred'], true);
      // The clocks of the two are apart by less than this.
      assert.ok(endOf(span) < returned + 5);
    },
  },
  {
    name: 'a thenable that runs after its caller is as before, its span deferred',
    run: async (world) => {
      const query = new LazyQuery();
      await within(() => void new world.Shop().give(query));
      assert.deepEqual(await query.where('late'), ['late']);
      assert.equal(world.span('give').attributes['seatrial.deferred'], true);
    },
  },
  {
    name: 'without a caller’s span a thenable has until the end of the turn',
    run: async (world) => {
      const shop = new world.Shop();
      assert.deepEqual(await shop.give(new LazyQuery()), []);
      assert.equal(world.span('give').attributes['seatrial.deferred'], undefined);
      shop.give(new LazyQuery());
      await turn();
      await turn();
      assert.equal(world.spans()[1]?.attributes['seatrial.deferred'], true);
    },
  },
  {
    name: 'a frozen thenable comes back as it is, and ends at its return',
    run: async (world) => {
      const query = Object.freeze({ then: (done: (value: number) => void) => done(1) });
      assert.equal(new world.Shop().give(query), query);
      assert.equal(world.span('give').attributes['seatrial.deferred'], true);
      assert.equal(await query, 1);
    },
  },
  {
    name: 'a run that fails: the same error, ERROR',
    run: async (world) => {
      await within(async () => {
        await assert.rejects(new world.Shop().give(new LazyQuery()).where('fail').then(), /query failed/);
      });
      assert.equal(world.span('give').status.code, SpanStatusCode.ERROR);
    },
  },
  {
    name: 'spans of the run are children; what is done with the outcome is not',
    run: async (world) => {
      await within(async () => {
        const caller = trace.getActiveSpan();
        const seen = await new world.Shop().give(new LazyQuery()).then(() => trace.getActiveSpan());
        assert.equal(seen, caller);
      });
      assert.equal(world.spans().length, 1);
    },
  },
  {
    name: 'only the first run is timed; the second is as before',
    run: async (world) => {
      await within(async () => {
        const query = new world.Shop().give(new LazyQuery());
        await query;
        await query;
        assert.equal(query.runs, 2);
      });
      assert.equal(world.spans().length, 1);
    },
  },
  {
    name: 'a thenable shows nothing of ours',
    run: async ({ Shop }) => {
      const query = new Shop().give(new LazyQuery());
      assert.deepEqual(Object.keys(query), ['runs', 'words']);
      assert.equal(JSON.stringify(query), '{"runs":0,"words":[]}');
      await query;
      assert.equal(Object.hasOwn(query, 'then'), false);
    },
  },
  {
    name: 'a thenable that two traced functions return ends both spans with one run',
    run: async (world) => {
      const shop = new world.Shop();
      const query = new LazyQuery();
      await within(async () => {
        const given = shop.invoke(() => shop.give(query));
        assert.equal(given, query);
        assert.deepEqual(await given, []);
      });
      assert.equal(query.runs, 1);
      assert.deepEqual(
        world.spans().map((span) => span.attributes['seatrial.deferred']),
        [undefined, undefined],
      );
    },
  },
];
