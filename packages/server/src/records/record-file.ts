import { mkdir, open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SeatrialError } from '@seatrial/model';
import type { RecordKind, RecordKinds, Records } from './records.ts';

export const recordFileName = 'records.jsonl';

interface Line {
  readonly kind: string;
  readonly record: { readonly id: string };
}

interface Content {
  /** Inode, size and time of change of the file that was read. */
  readonly version: string;
  readonly lines: number;
  readonly byKind: ReadonlyMap<string, ReadonlyMap<string, unknown>>;
}

/** Superseded lines beyond which the file is written anew. */
const mostSuperseded = 1000;

/**
 * Records in a file of JSON lines, read by this user alone. A put appends a line, so that several processes may write; a
 * reader looks again whenever the file has changed.
 * Methods reject with `SEATRIAL_STORE_UNUSABLE` where the file cannot be read or written.
 */
export function createRecordFile(path: string): Records {
  let content: Content | undefined;
  let writing: Promise<void> = Promise.resolve();

  const read = async (): Promise<Content> => {
    const version = await readVersion(path);
    if (content?.version !== version) content = { version, ...parseLines(await readText(path), path) };
    return content;
  };
  const all = async <K extends RecordKind>(kind: K): Promise<ReadonlyMap<string, RecordKinds[K]>> =>
    ((await read()).byKind.get(kind) ?? new Map()) as ReadonlyMap<string, RecordKinds[K]>;

  return {
    list: async (kind) => [...(await all(kind)).values()],
    get: async (kind, id) => (await all(kind)).get(id),
    put: (kind, record) => {
      const put = writing.then(async () => {
        await append(path, `${JSON.stringify({ kind, record } satisfies Line)}\n`);
        await compact(path, await read());
      });
      writing = put.catch(() => undefined);
      return put.catch((error: unknown) => {
        throw toUnusable(error, path, 'written');
      });
    },
  };
}

async function readVersion(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw toUnusable(error, path, 'read');
  });
  return found === undefined ? '' : `${found.ino} ${found.size} ${found.mtimeNs}`;
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw toUnusable(error, path, 'read');
  });
}

/** The last line counts for nothing while it has no end: whoever wrote it was cut off, or is not done. */
function parseLines(text: string, path: string): Omit<Content, 'version'> {
  const byKind = new Map<string, Map<string, unknown>>();
  const lines = text.split('\n').slice(0, -1);
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const { kind, record } = parseLine(line, index + 1, path);
    const records = byKind.get(kind) ?? new Map<string, unknown>();
    byKind.set(kind, records.set(record.id, record));
  }
  return { lines: lines.length, byKind };
}

function parseLine(text: string, number: number, path: string): Line {
  try {
    const line = JSON.parse(text) as Partial<Line> | null;
    if (typeof line?.kind === 'string' && typeof line.record?.id === 'string') return line as Line;
  } catch {
    // Told below.
  }
  throw new SeatrialError(
    'SEATRIAL_STORE_UNUSABLE',
    `Line ${number} of ${path} is no record: ${text.slice(0, 80)}. Remove that line; the others stay as they are.`,
  );
}

async function append(path: string, line: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  for (;;) {
    const file = await open(path, 'a+', 0o600);
    try {
      const { ino, size } = await file.stat();
      const last = Buffer.alloc(1);
      const torn = size > 0 && (await file.read(last, 0, 1, size - 1)).bytesRead === 1 && last[0] !== 0x0a;
      // Half a line of a writer that was killed is cut off first.
      if (torn) await cutTornLine(path, size);
      else {
        await file.writeFile(line);
        await file.sync();
        // Another process may have written the file anew meanwhile; what went into the old one goes into the new one, too.
        if ((await stat(path).catch(() => undefined))?.ino === ino) return;
      }
    } finally {
      await file.close();
    }
  }
}

/** Nobody was told that half a line is kept. */
async function cutTornLine(path: string, size: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const text = await file.readFile();
    if (text.length === size) await file.truncate(text.lastIndexOf(0x0a) + 1);
  } finally {
    await file.close();
  }
}

async function compact(path: string, { lines, byKind, version }: Content): Promise<void> {
  const kept = [...byKind].flatMap(([kind, records]) =>
    [...records.values()].map((record) => JSON.stringify({ kind, record })),
  );
  if (lines - kept.length <= Math.max(mostSuperseded, kept.length)) return;
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, kept.map((line) => `${line}\n`).join(''), { mode: 0o600, flush: true });
  if ((await readVersion(path)) === version) await rename(draft, path);
}

function toUnusable(error: unknown, path: string, what: 'read' | 'written'): SeatrialError {
  if (error instanceof SeatrialError) return error;
  return new SeatrialError(
    'SEATRIAL_STORE_UNUSABLE',
    `${path} cannot be ${what}: ${(error as Error).message}. It holds Seatrial's own records; SEATRIAL_STATE_DIR names another place.`,
    { cause: error },
  );
}
