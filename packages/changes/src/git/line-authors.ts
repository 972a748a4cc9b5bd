import type { Person } from './history.ts';

/** What one commit did to a file, as `git log -p -U0 -w` prints it. */
export interface FilePatch {
  readonly author: Person;
  readonly patch: string;
}

/** Letters and digits from which on `git blame -M` takes equal lines for moved ones. */
const movedCharacters = 20;

/**
 * Who wrote which lines, read from the patches of a file whose commits follow each other, the newest first: what blame
 * would say, without a process for each file. An entry for each line that one of them wrote.
 * @returns `undefined` where lines may have been moved inside of the file, which is for blame to say.
 */
export function toLineAuthors(
  patches: readonly FilePatch[],
  lines: readonly number[],
  formerText: string,
): ReadonlyMap<number, Person> | undefined {
  const parsed = patches.map(({ patch }) => parseAddedLines(patch));
  const written = new Map<number, WrittenLine>();
  for (const line of new Set(lines)) {
    const found = findWriter(parsed, line);
    if (found !== undefined) written.set(line, found);
  }
  if (mayBeMoved(written, parsed, formerText)) return undefined;
  const authors = new Map<number, Person>();
  for (const [line, { commit }] of written) {
    const author = patches[commit]?.author;
    if (author !== undefined) authors.set(line, author);
  }
  return authors;
}

interface AddedLines {
  readonly newStart: number;
  readonly oldCount: number;
  readonly added: readonly string[];
}

interface WrittenLine {
  readonly commit: number;
  readonly text: string;
}

function parseAddedLines(patch: string): readonly AddedLines[] {
  return patch
    .split('\n@@ ')
    .slice(1)
    .map((hunk) => {
      const [, oldCount = '1', start = '0', newCount = '1'] = /^-\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(hunk) ?? [];
      // A hunk without new lines stands behind the line that it names.
      const newStart = Number(start) + (newCount === '0' ? 1 : 0);
      const added = hunk.split('\n').filter((line) => line.startsWith('+'));
      return { newStart, oldCount: Number(oldCount), added: added.map((line) => line.slice(1)) };
    });
}

/** Follows a line back through the commits until one has written it. */
function findWriter(commits: readonly (readonly AddedLines[])[], line: number): WrittenLine | undefined {
  let at = line;
  for (const [commit, hunks] of commits.entries()) {
    let shift = 0;
    for (const { newStart, oldCount, added } of hunks) {
      if (newStart > at) break;
      const text = added[at - newStart];
      if (text !== undefined) return { commit, text };
      shift += oldCount - added.length;
    }
    at += shift;
  }
  return undefined;
}

/** Whether lines that follow each other, written by one commit, could have been in the file before it. */
function mayBeMoved(
  written: ReadonlyMap<number, WrittenLine>,
  commits: readonly (readonly AddedLines[])[],
  formerText: string,
): boolean {
  for (const run of toRuns(written)) {
    if (run.reduce((sum, { text }) => sum + countCharacters(text), 0) < movedCharacters) continue;
    const older = commits.slice((run[0]?.commit ?? 0) + 1).flatMap((hunks) => hunks.flatMap(({ added }) => added));
    const known = new Set([...formerText.split('\n'), ...older].map(toBare));
    let characters = 0;
    for (const { text } of run) {
      characters = known.has(toBare(text)) ? characters + countCharacters(text) : 0;
      if (characters >= movedCharacters) return true;
    }
  }
  return false;
}

function toRuns(written: ReadonlyMap<number, WrittenLine>): readonly (readonly WrittenLine[])[] {
  const runs: WrittenLine[][] = [];
  let last = -1;
  for (const line of [...written.keys()].toSorted((a, b) => a - b)) {
    const each = written.get(line);
    if (each === undefined) continue;
    const run = runs.at(-1);
    if (run !== undefined && line === last + 1 && run[0]?.commit === each.commit) run.push(each);
    else runs.push([each]);
    last = line;
  }
  return runs;
}

function countCharacters(text: string): number {
  return text.match(/[\dA-Za-z]/g)?.length ?? 0;
}

function toBare(line: string): string {
  return line.replace(/\s+/g, '');
}
