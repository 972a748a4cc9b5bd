import type { Person } from './history.ts';
import type { Range } from './revisions.ts';

/** Ranges of lines that one call asks for; a file with more is asked about as a whole. */
const mostRanges = 200;

/**
 * Who wrote which lines of a file since `from`: an entry for each line of the ranges whose author is known. Moves inside
 * the file and changes of white space do not make an author (`-M -w`).
 */
export async function readBlame(
  { git, from, to }: Range,
  path: string,
  ranges: readonly (readonly [number, number])[],
): Promise<ReadonlyMap<number, Person>> {
  const places = ranges.length > mostRanges ? [] : ranges.flatMap(([first, last]) => ['-L', `${first},${last}`]);
  const commits = `${from.commit}..${to.commit}`;
  return parseBlame((await git.run(['blame', '--porcelain', '-w', '-M', ...places, commits, '--', path])).toString());
}

/** Reads `git blame --porcelain`, which describes a commit once. Lines of a boundary commit are older, or of unknown origin. */
function parseBlame(text: string): ReadonlyMap<number, Person> {
  const lines = new Map<number, Person>();
  const commits = new Map<string, { name: string; email: string; boundary: boolean }>();
  let commit = { name: '', email: '', boundary: false };
  let line = 0;
  for (const row of text.split('\n')) {
    const head = /^([0-9a-f]{40,64}) \d+ (\d+)/.exec(row);
    if (row.startsWith('\t')) {
      if (!commit.boundary) lines.set(line, { name: commit.name, email: commit.email });
    } else if (head !== null) {
      const hash = head[1] ?? '';
      line = Number(head[2]);
      commit = commits.get(hash) ?? { name: '', email: '', boundary: false };
      commits.set(hash, commit);
    } else if (row.startsWith('author ')) commit.name = row.slice('author '.length);
    else if (row.startsWith('author-mail ')) commit.email = row.slice('author-mail '.length).replace(/^<|>$/g, '');
    else if (row === 'boundary') commit.boundary = true;
  }
  return lines;
}
