import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EqualRun, PatchedTexts } from '../git/patch.ts';
import { matchFunctions } from '../match/match.ts';
import { toChangedParts } from './changed-parts.ts';
import { toSourceFunctions } from './functions.ts';
import type { SourceFunction } from './source-function.ts';

const modules = join(import.meta.dirname, '../../../../node_modules');

/** Public packages that ship their sources: TypeScript modules, CommonJS of today, and CommonJS of old. */
const files = ['zod/src/v4/{core,classic}/*.ts', 'fastify/lib/*.js', 'express/lib/*.js', 'semver/**/*.js']
  .flatMap((pattern) => globSync(pattern, { cwd: modules }).toSorted())
  .map((path) => ({ path, text: readFileSync(join(modules, path), 'utf8') }));

/** What is done to the lines of a file at a place. */
const edits: readonly ((lines: readonly string[], others: readonly string[]) => readonly string[])[] = [
  (lines) => ['// a note', ...lines],
  (lines) => lines.map((line) => `  ${line}`),
  (lines) => lines.map((line) => line.replace(/\breturn (\w+);?/, 'return changed($1);')),
  (lines) => lines.map((line) => line.replace(/\b\d+\b/, '4711').replace(/'([^']*)'/, '"$1"')),
  (lines) => lines.map((line) => line.replace('export ', '')),
  (lines) => ['export const added = (list) => list.map((each) => each.value);', ...lines],
  (lines) => [...lines, ...lines],
  () => [],
  (_lines, others) => others,
  (lines, others) => [...others, ...lines],
  (lines) => lines.map((line) => line.replace(/function (\w+)/, 'function $1Renamed')),
  (lines) => lines.map((line) => line.replace(/;$/, '')),
];

/** Edits from the end to the start, so that every place is one of the file as it was. */
function edit(
  before: string,
  choices: readonly (readonly [place: number, kind: number, count: number])[],
): PatchedTexts {
  const lines = before.split(/(?<=\n)/);
  const equal: EqualRun[] = [];
  let [from, old, after] = [0, 0, ''];
  const keep = (to: number): void => {
    const text = lines.slice(from, to).join('');
    if (text !== '') equal.push({ before: old, after: after.length, length: text.length });
    [from, old, after] = [to, old + text.length, after + text];
  };
  for (const [place, kind, count] of choices
    .map(([at, ...rest]) => [at % lines.length, ...rest] as const)
    .toSorted((a, b) => a[0] - b[0])) {
    if (place < from + 1) continue;
    keep(place);
    const taken = lines.slice(place, place + count).map(toBare);
    const other = lines.slice(place >> 1, (place >> 1) + count).map(toBare);
    after += (edits[kind % edits.length]?.(taken, other) ?? taken).map((line) => `${line}\n`).join('');
    from = place + taken.length;
    old += lines.slice(place, from).join('').length;
  }
  keep(lines.length);
  return { before, after, equal };
}

function toBare(line: string): string {
  return line.replace(/\n$/, '');
}

/** All that is told of what differs, in words. The hash of `<module>` is over another selection of statements. */
function toRows(path: string, before: readonly SourceFunction[], after: readonly SourceFunction[]): readonly string[] {
  const found = matchFunctions([
    { before: { file: path, functions: before }, after: { file: path, functions: after } },
  ]);
  const toRow = (each: SourceFunction | undefined): string =>
    each === undefined
      ? 'nothing'
      : `${each.name} ${each.kind} ${each.start}-${each.end} ${each.exported} ${each.kind === 'module' ? '' : each.hash}`;
  return found
    .filter(({ before: old, after: fresh }) => {
      const same = old?.function.hash === fresh?.function.hash;
      return !same || old?.function.baseName !== fresh?.function.baseName;
    })
    .map(({ before: old, after: fresh }) => `${toRow(old?.function)} -> ${toRow(fresh?.function)}`)
    .toSorted();
}

it('tell of any change what reading the whole file tells', () => {
  let cut = 0;
  const choice = fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 0, max: 6 }));
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: files.length - 1 }),
      fc.array(choice, { minLength: 1, maxLength: 4 }),
      (index, choices) => {
        const { path, text } = files[index] ?? { path: '', text: '' };
        const edited = edit(text, choices);
        const [before, after] = [toSourceFunctions(path, text), toSourceFunctions(path, edited.after)];
        if (before.functions === undefined || after.functions === undefined) return;
        const parts = toChangedParts(path, edited);
        if (parts === undefined) return;
        cut += 1;
        expect(toRows(path, parts.before, parts.after)).toEqual(toRows(path, before.functions, after.functions));
      },
    ),
    { numRuns: 100, seed: 11, endOnFailure: true },
  );
  expect(cut).toBeGreaterThan(15);
});
