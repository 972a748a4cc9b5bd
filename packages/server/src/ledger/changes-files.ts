import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SeatrialError } from '@seatrial/model';
import type { ChangesFile } from '@seatrial/model';

/** Uploaded changes, which hold sources: each in a file of its own, apart from the lines of records. */
export interface ChangesFiles {
  get(id: string): Promise<ChangesFile | undefined>;
  /** Resolves once it is on disk. */
  put(id: string, file: ChangesFile): Promise<void>;
}

/** Files that are kept, the newest: those of older releases are asked for by nobody. */
const mostFiles = 500;

/** Files of a folder, read by this user alone. */
export function createChangesFolder(folder: string): ChangesFiles {
  const toPath = (id: string): string => join(folder, `${id}.json`);
  return {
    async get(id) {
      const text = await readFile(toPath(id), 'utf8').catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw toUnusable(folder, 'read', error);
      });
      return text === undefined ? undefined : (JSON.parse(text) as ChangesFile);
    },
    async put(id, file) {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const draft = `${toPath(id)}.${process.pid}`;
        await writeFile(draft, JSON.stringify(file), { mode: 0o600, flush: true });
        await rename(draft, toPath(id));
        await removeOldest(folder);
      } catch (error) {
        throw toUnusable(folder, 'written', error);
      }
    },
  };
}

/** Files of a server without a state directory. They end with it. */
export function createChangesMemory(): ChangesFiles {
  const files = new Map<string, ChangesFile>();
  return {
    get: (id) => Promise.resolve(files.get(id)),
    put: (id, file) => {
      files.set(id, file);
      return Promise.resolve();
    },
  };
}

async function removeOldest(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= mostFiles) return;
  const aged = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
  const excess = aged.toSorted((a, b) => a.at - b.at).slice(0, names.length - mostFiles);
  await Promise.all(excess.map(({ name }) => rm(join(folder, name), { force: true })));
}

function toUnusable(folder: string, what: 'read' | 'written', error: unknown): SeatrialError {
  const message = `${folder}, where the changes of releases are, cannot be ${what}: ${(error as Error).message}. SEATRIAL_STATE_DIR names another place.`;
  return new SeatrialError('SEATRIAL_STORE_UNUSABLE', message, { cause: error });
}
