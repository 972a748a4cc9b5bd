import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileName = 'page.key';

/** The key of page sessions: kept in the state directory (mode 0600), so that a browser stays known over a restart. */
export function readPageKey(stateDirectory: string): Buffer {
  const path = join(stateDirectory, fileName);
  const kept = readKey(path);
  if (kept !== undefined) return kept;
  const key = randomBytes(32);
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  writeFileSync(path, key, { mode: 0o600 });
  return key;
}

function readKey(path: string): Buffer | undefined {
  try {
    const key = readFileSync(path);
    return key.length === 32 ? key : undefined;
  } catch {
    return undefined;
  }
}
