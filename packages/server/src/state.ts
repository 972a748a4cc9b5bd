import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { SeatrialError } from '@seatrial/model';
import type { ServerState } from './api.ts';

const fileName = 'server.json';

/**
 * Where Seatrial keeps what outlives a command: `SEATRIAL_STATE_DIR`, else the platform's own place for state
 * (XDG Base Directory Specification 0.8; Application Support; LOCALAPPDATA).
 */
export function defaultStateDirectory(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir();
  if (env['SEATRIAL_STATE_DIR']) return env['SEATRIAL_STATE_DIR'];
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'seatrial');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'seatrial');
  return join(env['XDG_STATE_HOME'] || join(home, '.local', 'state'), 'seatrial');
}

/** Leaves the address and token of a running server where only this user reads them. */
export function writeServerState(directory: string, state: ServerState): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, fileName);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(draft, path);
}

/**
 * The server that runs with this state directory; `undefined` where none does.
 * @throws SeatrialError `SEATRIAL_SERVER_REFUSED` where others could have written the file: its token would be theirs.
 */
export function readServerState(directory: string): ServerState | undefined {
  const path = join(directory, fileName);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  const foreign = process.getuid !== undefined && stat.uid !== process.getuid() && stat.uid !== 0;
  if (foreign || (process.platform !== 'win32' && (stat.mode & 0o022) !== 0))
    throw new SeatrialError(
      'SEATRIAL_SERVER_REFUSED',
      `${path} can be written by others, so its address and token are not believed. Remove it and start "npx seatrial dev" again.`,
    );
  const state = parseState(readFileSync(path, 'utf8'));
  return state !== undefined && isAlive(state.pid) ? state : undefined;
}

/** Removes the file, unless another server has written it since. */
export function removeServerState(directory: string, pid: number): void {
  const path = join(directory, fileName);
  try {
    if (parseState(readFileSync(path, 'utf8'))?.pid === pid) rmSync(path);
  } catch {
    // It is gone already.
  }
}

function parseState(text: string): ServerState | undefined {
  try {
    const state = JSON.parse(text) as Partial<ServerState>;
    const whole = typeof state.pid === 'number' && typeof state.apiUrl === 'string' && typeof state.token === 'string';
    return whole ? (state as ServerState) : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
