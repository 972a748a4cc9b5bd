import assert from 'node:assert/strict';
import type { Case } from './case.ts';
import type { World } from './world.ts';

type Modern = NonNullable<World['modern']>;

function modern({ modern: classes }: World): Modern {
  assert.ok(classes !== undefined);
  return classes;
}

function names(world: World): readonly string[] {
  return world.spans().map((span) => span.name);
}

/** Members that only standard decorators reach. */
export const memberCases: readonly Case[] = [
  {
    name: 'a private method',
    forms: ['standard'],
    run: (world) => {
      assert.equal(new (modern(world).Till)().plainOpen('x'), 'x 5');
      assert.ok(names(world).includes('Till.#secret'));
    },
  },
  {
    name: 'a private method has the class that defines it in its name, also where a subclass is first',
    forms: ['standard'],
    run: (world) => {
      assert.equal(new (modern(world).Kiosk)().plainOpen('x'), 'x 5');
      assert.ok(names(world).includes('Till.#secret'));
    },
  },
  {
    name: 'a private static method',
    forms: ['standard'],
    run: (world) => {
      assert.equal(modern(world).Till.plainHidden(), 'Till');
      assert.deepEqual(names(world), ['Till.#hidden']);
    },
  },
  {
    name: 'a private getter',
    forms: ['standard'],
    run: (world) => {
      assert.equal(new (modern(world).Till)().plainDrawer(), 'drawer');
      assert.deepEqual(names(world), ['Till.get #drawer']);
    },
  },
  {
    name: 'an accessor, read and written',
    forms: ['standard'],
    run: (world) => {
      const till = new (modern(world).Till)();
      till.float = 8;
      assert.equal(till.float, 8);
      assert.deepEqual(names(world), ['Till.set float', 'Till.get float']);
    },
  },
  {
    name: 'a field that holds a function, with its `this`',
    forms: ['standard'],
    run: (world) => {
      const { handler } = new (modern(world).Till)();
      assert.equal(handler('x'), 'x 5');
      assert.ok(names(world).includes('Till.handler'));
    },
  },
];
