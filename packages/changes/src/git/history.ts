import type { ChangedFile } from './changed-files.ts';
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
}

/** Who touched which file between two commits. */
export interface History {
  /** The one person who made the whole change of a file; `undefined` where there are several, or it cannot be told. */
  toOnlyAuthor(file: ChangedFile): Person | undefined;
}

/** Reads the commits between both ends by one process, so that blame is asked only about files with several authors. */
export async function readHistory({ git, from, to, shallow }: Range): Promise<History> {
  const format = '--format=tformat:%x01%H%x00%m%x00%aN%x00%aE';
  const range = `${from.commit}...${to.commit}`;
  const output = await git.run(['log', '--left-right', '-c', '-M', '-z', '--name-status', '--no-color', format, range]);
  return createHistory(parseEvents(output.toString(), shallow));
}

function createHistory(events: ReadonlyMap<string, FileEvents>): History {
  return {
    toOnlyAuthor({ path, status }) {
      const found = events.get(path);
      if (found === undefined || found.tangled || found.authors.size !== 1) return undefined;
      const expected = { added: [1, 0], deleted: [0, 1], modified: [0, 0], renamed: undefined }[status];
      if (found.added !== expected?.[0] || found.deleted !== expected[1]) return undefined;
      return found.authors.values().next().value;
    },
  };
}

function parseEvents(text: string, shallow: ReadonlySet<string>): ReadonlyMap<string, FileEvents> {
  const events = new Map<string, FileEvents>();
  const words = text.split('\0');
  let author: Person | undefined;
  let foreign = false;
  for (let at = 0; at < words.length;) {
    const word = (words[at] ?? '').replace(/^\n/, '');
    if (word.startsWith('\u0001')) {
      const [side, name, email] = words.slice(at + 1, at + 4);
      author = shallow.has(word.slice(1)) ? undefined : { name: name ?? '', email: email ?? '' };
      foreign = side === '<';
      at += 4;
    } else if (word === '') at += 1;
    else {
      const paths = /^[RC]\d/.test(word) ? words.slice(at + 1, at + 3) : words.slice(at + 1, at + 2);
      for (const path of paths) addEvent(toEvents(events, path), foreign ? 'X' : word, author);
      at += 1 + paths.length;
    }
  }
  return events;
}

function toEvents(events: Map<string, FileEvents>, path: string): FileEvents {
  const known = events.get(path);
  if (known !== undefined) return known;
  const fresh: FileEvents = { authors: new Map(), added: 0, deleted: 0, tangled: false };
  events.set(path, fresh);
  return fresh;
}

function addEvent(events: FileEvents, status: string, author: Person | undefined): void {
  events.authors.set(author === undefined ? '' : `${author.name}\0${author.email}`, author);
  if (status === 'A') events.added += 1;
  else if (status === 'D') events.deleted += 1;
  else if (status !== 'M') events.tangled = true;
}
