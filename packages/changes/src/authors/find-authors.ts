import { availableParallelism } from 'node:os';
import type { Author } from '../changed-function.ts';
import { readBlame } from '../git/blame.ts';
import type { ChangedFile } from '../git/changed-files.ts';
import { readHistory } from '../git/history.ts';
import type { Person } from '../git/history.ts';
import type { Range } from '../git/revisions.ts';
import { toRanges } from './changed-lines.ts';

/** Whose lines are asked for: those of one function, in the newer commit. */
export interface LinesToAttribute {
  readonly file: ChangedFile;
  /** None where lines were only taken away. */
  readonly lines: readonly number[];
}

/** Who wrote the lines, and the part of which nobody knows. */
export interface Attribution {
  readonly authors: readonly Author[];
  readonly unknownShare: number;
}

const unknown: Attribution = { authors: [], unknownShare: 1 };

/**
 * Finds the authors of changed lines, in the order in which they were asked for. The log is enough unless files were
 * merged, renamed or moved about; those are blamed, only their changed lines, a few files at a time.
 */
export async function findAuthors(range: Range, wanted: readonly LinesToAttribute[]): Promise<readonly Attribution[]> {
  // Of a commit without parents, everything would seem to be written by whoever made it.
  if (wanted.length === 0 || range.shallow.has(range.to.commit)) return wanted.map(() => unknown);
  const history = readHistory(range);
  const linesByFile = new Map<ChangedFile, number[]>();
  for (const { file, lines } of wanted)
    if (lines.length > 0 && history.toOnlyAuthor(file) === undefined)
      linesByFile.set(file, [...(linesByFile.get(file) ?? []), ...lines]);
  const told = new Map<ChangedFile, ReadonlyMap<number, Person>>();
  for (const [file, lines] of linesByFile) {
    const found = history.toLineAuthors(file, lines);
    if (found === undefined) continue;
    told.set(file, found);
    linesByFile.delete(file);
  }
  const blamed = await blameFiles(range, linesByFile);
  return wanted.map(({ file, lines }) => {
    const only = history.toOnlyAuthor(file);
    if (only !== undefined) return { authors: [{ ...only, share: 1 }], unknownShare: 0 };
    const blame = told.get(file) ?? blamed.get(file);
    return blame === undefined || lines.length === 0 ? unknown : toAttribution(lines, blame);
  });
}

async function blameFiles(
  range: Range,
  linesByFile: ReadonlyMap<ChangedFile, readonly number[]>,
): Promise<ReadonlyMap<ChangedFile, ReadonlyMap<number, Person>>> {
  const blamed = new Map<ChangedFile, ReadonlyMap<number, Person>>();
  if (linesByFile.size === 0) return blamed;
  const queue = linesByFile.entries();
  const work = async (): Promise<void> => {
    for (const [file, lines] of queue) blamed.set(file, await readBlame(range, file.path, toRanges(lines)));
  };
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work));
  return blamed;
}

function toAttribution(lines: readonly number[], blame: ReadonlyMap<number, Person>): Attribution {
  const counts = new Map<string, { readonly person: Person; lines: number }>();
  let unknownLines = 0;
  for (const line of lines) {
    const person = blame.get(line);
    if (person === undefined) {
      unknownLines += 1;
      continue;
    }
    const key = `${person.name}\0${person.email}`;
    const count = counts.get(key) ?? { person, lines: 0 };
    count.lines += 1;
    counts.set(key, count);
  }
  const authors = [...counts.values()].toSorted((a, b) => b.lines - a.lines);
  return {
    authors: authors.map(({ person, lines: count }) => ({ ...person, share: count / lines.length })),
    unknownShare: unknownLines / lines.length,
  };
}
