import { traced } from '@seatrial/traced';
import type { TracedDecorator } from '@seatrial/traced';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileFixtures, compilers } from './compilers.ts';
import type { define, Probe } from './fixtures/shop.ts';
import type { defineModern } from './fixtures/modern.ts';
import { notInstalled } from './installed.ts';
import { installReflectMetadata } from './reflect-metadata.ts';
import { cases } from './suite/cases.ts';
import { wrapAll } from './suite/subject.ts';
import type { Subject } from './suite/subject.ts';
import { createWorld, registerSdk } from './suite/world.ts';

beforeAll(async () => {
  await installReflectMetadata();
  registerSdk();
});

const loaders = await Promise.all(
  compilers.map(async (compiler) => ({ compiler, load: await compileFixtures(compiler, 'suite') })),
);

for (const { compiler, load } of loaders) {
  const { name, form } = compiler;
  describe.skipIf(load === undefined)(load === undefined ? `${name} (${notInstalled})` : name, () => {
    let subject: Subject;

    beforeAll(async () => {
      const shop = (await load?.('shop')) as { readonly define: typeof define };
      const modern = compiler.files.includes('modern')
        ? ((await load?.('modern')) as { readonly defineModern: typeof defineModern })
        : {};
      const defineWrapped = (trace: TracedDecorator, probe: Probe): ReturnType<typeof define> => {
        const classes = shop.define(trace, probe);
        probe.mark(classes.Shop.prototype.routed);
        return wrapAll(classes, (fn) => traced(fn));
      };
      subject = { name, form, trace: traced, ...modern, define: form === 'function' ? defineWrapped : shop.define };
    });

    for (const entry of cases.filter(({ forms }) => forms?.includes(form) ?? true)) {
      const lack = compiler.lacks?.[entry.name];
      it.skipIf(lack !== undefined)(lack === undefined ? entry.name : `${entry.name} (${lack})`, async () => {
        await expect(Promise.resolve(entry.run(createWorld(subject)))).resolves.toBeUndefined();
      });
    }
  });
}
