import type { ChangedFile } from './changed-files.ts';
import { askBounded } from './git.ts';
import { toLineAuthors } from './line-authors.ts';
import type { FilePatch } from './line-authors.ts';
import type { Range } from './revisions.ts';

/** Who wrote something, as the repository's mailmap has it. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

interface FileEvents {
  readonly authors: Map<string, Person | undefined>;
  added: number;
  deleted: number;
  /** Merged by hand, renamed, or changed on both sides: who wrote what is for blame to say. */
  tangled: boolean;
  commits: number;
  /** Newest first. */
  readonly patches: FilePatch[];
}

/** Who touched which file between two commits. */
export interface History {
  /** The one person who made the whole change of a file; `undefined` where there are several, or it cannot be told. */
  toOnlyAuthor(file: ChangedFile): Person | undefined;
  /** Who wrote which of the lines; `undefined` where it takes blame to tell. */
  toLineAuthors(file: ChangedFile, lines: readonly number[]): ReadonlyMap<number, Person> | undefined;
}

/** Commits whose patches are read. Of a longer range it is quicker to ask about the lines in question. */
const mostPatches = 128;

/** What holds no code, and makes the largest patches. */
const noCode = ['json', 'lock', 'md', 'snap', 'svg', 'yaml', 'yml'].map((each) => `:(top,exclude)*.${each}`);

/** Bytes of them. */
const mostPatchBytes = 67_108_864;

/** Reads the commits between both ends by one process, so that blame is asked about few files or none. */
export function readHistory(range: Range): History {
  const args = ['-p', '-U0', '-w', `--max-count=${mostPatches + 1}`];
  const patched = parseLog(askBounded(range.git, toLogArgs(range, args), mostPatchBytes) ?? '');
  if (patched.length > 0 && patched.length <= mostPatches) return createHistory(range, patched);
  return createHistory(range, parseLog(range.git.ask(toLogArgs(range, [])).toString()));
}

function toLogArgs({ from, to }: Range, options: readonly string[]): readonly string[] {
  const form = ['--raw', '--topo-order', '--left-right', '--full-history', '-c', '-M', '-z', '--no-color'];
  const plain = ['--no-ext-diff', '--no-textconv', '--src-prefix=a/', '--dst-prefix=b/'];
  const format = '--format=tformat:commit %H%x00%m%x00%P%x00%aN%x00%aE';
  const paths = ['--', ':(top)', ...noCode];
  return ['log', ...form, ...plain, format, ...options, `${from.commit}...${to.commit}`, ...paths];
}

/** One commit of the range, as the log prints it. */
interface Logged {
  readonly commit: string;
  /** Whether only the older end has it. */
  readonly foreign: boolean;
  readonly parents: number;
  readonly person: Person;
  /** Entries of files, each followed by its paths. */
  readonly entries: readonly string[];
  /** In the order of the entries, without those that have none; none of a merge, and none where patches were not asked for. */
  readonly patches: readonly string[];
}

/** No line of a patch begins as a commit does: what is of a file has a mark in front. */
function parseLog(text: string): readonly Logged[] {
  return text
    .split(/(?:^|\n|\0)commit (?=[0-9a-f]{40,64}\0)/)
    .slice(1)
    .map((part) => {
      const seam = part.indexOf('\0\0');
      const words = (seam === -1 ? part : part.slice(0, seam)).split('\0');
      const [commit = '', side, parents = '', name = '', email = ''] = words;
      const patches = seam === -1 ? [] : `\n${part.slice(seam + 2)}`.split('\ndiff --git ').slice(1);
      return {
        commit,
        foreign: side === '<',
        parents: parents === '' ? 0 : parents.split(' ').length,
        person: { name, email },
        entries: words.slice(5),
        patches,
      };
    });
}

function createHistory({ shallow }: Range, commits: readonly Logged[]): History {
  const events = new Map<string, FileEvents>();
  for (const each of commits) addCommit(events, each, shallow);
  // Without merges every commit follows another, so that each patch says where the lines of the one before went.
  const linear = shallow.size === 0 && commits.every(({ foreign, parents }) => !foreign && parents < 2);
  return {
    toOnlyAuthor({ path, status }) {
      const found = events.get(path);
      if (found === undefined || found.tangled || found.authors.size !== 1) return undefined;
      const expected = { added: [1, 0], deleted: [0, 1], modified: [0, 0], renamed: undefined }[status];
      if (found.added !== expected?.[0] || found.deleted !== expected[1]) return undefined;
      return found.authors.values().next().value;
    },
    toLineAuthors({ path, texts }, lines) {
      const found = events.get(path);
      if (found === undefined || found.tangled || !linear || texts === undefined) return undefined;
      return found.patches.length < found.commits ? undefined : toLineAuthors(found.patches, lines, texts.before);
    },
  };
}

function addCommit(events: Map<string, FileEvents>, each: Logged, shallow: ReadonlySet<string>): void {
  const author = shallow.has(each.commit) ? undefined : each.person;
  for (let at = 0, next = 0; at < each.entries.length;) {
    const status = /[A-Z]\w*$/.exec(each.entries[at] ?? '')?.[0];
    if (status === undefined) {
      at += 1;
      continue;
    }
    const end = at + (/^[RC]\d/.test(status) ? 3 : 2);
    const paths = each.entries.slice(at + 1, end);
    at = end;
    // What differs in white space alone has an entry and no patch.
    const patch = each.patches[next]?.startsWith(`a/${paths[0]} b/${paths.at(-1)}\n`) ? each.patches[next] : undefined;
    if (patch !== undefined) next += 1;
    for (const path of paths) {
      const found = toEvents(events, path);
      addEvent(found, each.foreign ? 'X' : status, author);
      if (patch !== undefined) found.patches.push({ author: each.person, patch });
    }
  }
}

function toEvents(events: Map<string, FileEvents>, path: string): FileEvents {
  const known = events.get(path);
  if (known !== undefined) return known;
  const fresh: FileEvents = { authors: new Map(), added: 0, deleted: 0, tangled: false, commits: 0, patches: [] };
  events.set(path, fresh);
  return fresh;
}

function addEvent(events: FileEvents, status: string, author: Person | undefined): void {
  events.commits += 1;
  events.authors.set(author === undefined ? '' : `${author.name}\0${author.email}`, author);
  if (status === 'A') events.added += 1;
  else if (status === 'D') events.deleted += 1;
  else if (status !== 'M') events.tangled = true;
}
