import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { SeatrialError } from '@seatrial/model';

/** A file of the page, as it is sent. */
export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
  /** Absent where it is compressed already. */
  readonly gzipped?: Buffer;
  /** True where its name holds a hash of its content, so that it never changes. */
  readonly immutable: boolean;
}

/** The built page. Only what is in it is ever sent: no path of a request meets the disk. */
export interface PageFiles {
  readonly index: PageFile;
  /** All others by path: `/assets/…`, `/mark.svg`. */
  readonly others: ReadonlyMap<string, PageFile>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/**
 * Reads the built page, about half a megabyte, into memory.
 * @throws SeatrialError `SEATRIAL_BAD_ARGUMENT` where the folder holds no page.
 */
export function readPageFiles(folder: string): PageFiles {
  const files = new Map<string, PageFile>();
  for (const entry of listFiles(folder)) {
    const type = types[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const place = join(entry.parentPath, entry.name);
    const path = `/${relative(folder, place).split(sep).join('/')}`;
    const body = readFileSync(place);
    files.set(path, {
      type,
      body,
      immutable: path.startsWith('/assets/'),
      ...(type.startsWith('font/') ? {} : { gzipped: gzipSync(body, { level: 9 }) }),
    });
  }
  const index = files.get('/index.html');
  files.delete('/index.html');
  if (index !== undefined) return { index, others: files };
  throw new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    `${folder} holds no built page (index.html is missing). Build it with "npm run build", or install @seatrial/ui again.`,
  );
}

function listFiles(folder: string): ReturnType<typeof readEntries> {
  try {
    return readEntries(folder);
  } catch {
    return [];
  }
}

function readEntries(folder: string) {
  return readdirSync(folder, { recursive: true, withFileTypes: true });
}
