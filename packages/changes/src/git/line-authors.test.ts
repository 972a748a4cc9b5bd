import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toRanges } from '../authors/changed-lines.ts';
import { readBlame } from './blame.ts';
import { readChangedFiles } from './changed-files.ts';
import { readHistory } from './history.ts';
import { resolveRange } from './revisions.ts';

/** Lines of very different length, so that some are long enough to be taken for moved ones and some are not. */
const line = fc.oneof(
  fc.constantFrom('}', '', '  return;', '});', 'const total = await readEverything(of, the, request);'),
  fc.integer({ min: 0, max: 9999 }).map((value) => `  call(${value});`),
);

const edit = fc.oneof(
  fc.record({ kind: fc.constant('insert'), at: fc.nat(), lines: fc.array(line, { minLength: 1, maxLength: 4 }) }),
  fc.record({ kind: fc.constant('remove'), at: fc.nat(), lines: fc.array(line, { minLength: 1, maxLength: 3 }) }),
  fc.record({ kind: fc.constant('move'), at: fc.nat(), lines: fc.array(line, { minLength: 1, maxLength: 3 }) }),
  fc.record({ kind: fc.constant('indent'), at: fc.nat(), lines: fc.array(line, { minLength: 1, maxLength: 3 }) }),
);

interface Edit {
  readonly kind: string;
  readonly at: number;
  readonly lines: readonly string[];
}

function apply(text: readonly string[], { kind, at, lines }: Edit): readonly string[] {
  const place = at % (text.length + 1);
  const count = lines.length;
  const chosen = text.slice(place, place + count);
  const rest = text.toSpliced(place, count);
  if (kind === 'insert') return text.toSpliced(place, 0, ...lines);
  if (kind === 'remove') return rest;
  if (kind === 'move') return rest.toSpliced(Math.floor(rest.length / 2), 0, ...chosen);
  return text.toSpliced(place, count, ...chosen.map((each) => `  ${each}`));
}

it('are those of blame wherever they are told without it', async () => {
  let told = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 10, maxLength: 20 }),
      fc.array(edit, { minLength: 2, maxLength: 5 }),
      async (start, edits) => {
        const repo = mkdtempSync(join(tmpdir(), 'seatrial-lines-'));
        try {
          const git = (...args: readonly string[]): string =>
            execFileSync('git', args, { cwd: repo, encoding: 'utf8' });
          const commit = (who: string, text: readonly string[]): void => {
            writeFileSync(join(repo, 'a.js'), text.map((each) => `${each}\n`).join(''));
            git('add', '.');
            const person = ['-c', `user.name=${who}`, '-c', `user.email=${who}@example.com`];
            git(...person, 'commit', '--quiet', '--allow-empty', '--message', who);
          };
          git('init', '--quiet');
          commit('old', start);
          git('tag', 'v1');
          let text: readonly string[] = start;
          for (const [index, each] of edits.entries()) {
            text = apply(text, each);
            commit(`person${index}`, text);
          }
          const range = resolveRange(repo, 'v1', 'HEAD');
          const file = readChangedFiles(range.git, range.from.commit, range.to.commit)[0];
          if (file === undefined || file.status !== 'modified') return;
          const lines = file.hunks.flatMap(({ newStart, newCount }) =>
            Array.from({ length: newCount }, (_, index) => newStart + index),
          );
          const found = readHistory(range).toLineAuthors(file, lines);
          if (found === undefined || lines.length === 0) return;
          told += 1;
          const blame = await readBlame(range, 'a.js', toRanges(lines));
          for (const each of lines) expect([each, found.get(each)?.name]).toEqual([each, blame.get(each)?.name]);
        } finally {
          rmSync(repo, { recursive: true, force: true });
        }
      },
    ),
    { numRuns: 8, seed: 7, endOnFailure: true },
  );
  expect(told).toBeGreaterThan(2);
});
