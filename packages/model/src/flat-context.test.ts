import { createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FlatContext } from './flat-context.ts';

const keys = ['a', 'b', 'c', 'd'].map((name) => createContextKey(`flat context ${name}`));

it("answers as OpenTelemetry's own context does, and never changes", () => {
  const change = fc.record({ key: fc.constantFrom(...keys), value: fc.option(fc.integer(), { nil: undefined }) });
  const apply = (context: Context, changes: readonly { readonly key: symbol; readonly value: number | undefined }[]) =>
    changes.reduce(
      ({ at, seen }, { key, value }) => {
        const next = value === undefined ? at.deleteValue(key) : at.setValue(key, value);
        // What was there before is asked again: it has to stay as it was.
        return { at: next, seen: [...seen, ...[at, next].map((each) => keys.map((one) => each.getValue(one)))] };
      },
      { at: context, seen: [] as unknown[] },
    ).seen;
  const [known = Symbol('never')] = keys;
  const outer = ROOT_CONTEXT.setValue(known, 'from outside');
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
      expect(apply(new FlatContext(outer), changes)).toEqual(apply(outer, changes));
    }),
    { seed: 20_261_129 },
  );
});
