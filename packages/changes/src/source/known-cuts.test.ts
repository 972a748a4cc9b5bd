import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toChunks } from './chunks.ts';

const modules = join(import.meta.dirname, '../../../../node_modules');
const texts = ['zod/src/v4/core/*.ts', 'fastify/lib/*.js']
  .flatMap((pattern) => globSync(pattern, { cwd: modules }).toSorted())
  .map(
    (path) =>
      ({ language: path.endsWith('.ts') ? 'ts' : 'jsx', text: readFileSync(join(modules, path), 'utf8') }) as const,
  );

/** Lines that open or close what the text around them is in, or end a statement there. */
const lines = [
  '{',
  '}',
  '"',
  "'",
  '`',
  '${',
  '/*',
  '*/',
  '//',
  '/',
  ';',
  '});',
  'else {',
  '= 1;',
  'for (;;)',
  '@a',
  'é();',
  'x;',
];

it('are the cuts that are found without what is known of another version', () => {
  let compared = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: texts.length - 1 }),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 3 }), fc.array(fc.constantFrom(...lines), { maxLength: 3 })), {
        minLength: 1,
        maxLength: 3,
      }),
      (index, edits) => {
        const { language, text: after } = texts[index] ?? { language: 'ts', text: '' };
        const cuts = toChunks(after, language);
        if (cuts === undefined) return;
        const rows = after.split(/(?<=\n)/);
        // Every other edit is where a statement begins: what decides on a cut lies behind it.
        const places = cuts.map((cut) => after.slice(0, cut).split('\n').length - 1);
        const toPlace = (given: number): number =>
          given % 2 === 0 ? given % rows.length : (places[given % places.length] ?? 0);
        let [before, from, at] = ['', 0, 0];
        const equal: { before: number; after: number; length: number }[] = [];
        const keep = (to: number): void => {
          const kept = rows.slice(from, to).join('');
          if (kept !== '') equal.push({ before: before.length, after: at, length: kept.length });
          [before, from, at] = [before + kept, to, at + kept.length];
        };
        for (const [place, count, added] of edits
          .map(([given, ...rest]) => [toPlace(given), ...rest] as const)
          .toSorted((a, b) => a[0] - b[0])) {
          if (place < from) continue;
          keep(place);
          before += added.map((line) => `${line}\n`).join('');
          at += rows.slice(from, from + count).join('').length;
          from = Math.min(from + count, rows.length);
        }
        keep(rows.length);
        const found = toChunks(before, language);
        if (found !== undefined) compared += 1;
        expect(toChunks(before, language, { cuts, equal })).toEqual(found);
      },
    ),
    { numRuns: 300, seed: 5, endOnFailure: true },
  );
  expect(compared).toBeGreaterThan(50);
});
