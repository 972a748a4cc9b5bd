import { isAbsolute, join } from 'node:path';
import type { ReleaseNote } from '../note.ts';
import { readTextFile } from '../text-file.ts';
import { parseGitConfig } from './config.ts';
import { findRepository } from './repository.ts';
import type { Repository } from './repository.ts';

/** What the repository around a folder says of its checked-out commit. */
export interface GitState {
  /** Full hash, SHA-1 or SHA-256; absent before the first commit. */
  readonly commit?: string;
  /** The branch; absent where HEAD is detached. */
  readonly branch?: string;
  /** As configured for `origin`, credentials and all: publish it through `toRepositoryUrl` only. */
  readonly remote?: string;
}

/**
 * Reads `.git` as files, without a child process: loose and packed refs, worktrees, submodules, detached HEAD, and
 * sub-folders of a repository. Never throws; `undefined` outside a repository.
 */
export function detectGit(folder: string, notes: ReleaseNote[] = []): GitState | undefined {
  const repository = findRepository(folder);
  if (repository === undefined) return undefined;
  const config = parseGitConfig(readTextFile(join(repository.commonFolder, 'config')) ?? '');
  const remote = config.get('remote.origin.url');
  if (config.get('extensions.refstorage')?.toLowerCase() === 'reftable') {
    const message = `${repository.gitFolder} keeps its refs as a reftable, which is not read; set SEATRIAL_COMMIT, or run "npx seatrial build" in CI.`;
    notes.push({ code: 'git-unreadable', message });
    return remote === undefined ? {} : { remote };
  }
  return { ...readHead(repository, notes), ...(remote === undefined ? {} : { remote }) };
}

function readHead(repository: Repository, notes: ReleaseNote[]): GitState {
  const head = readTextFile(join(repository.gitFolder, 'HEAD'))?.trim();
  const hash = toHash(head);
  if (hash !== undefined) return { commit: hash };
  const ref = /^ref:\s*(\S+)$/.exec(head ?? '')?.[1];
  if (ref === undefined) {
    const message = `${join(repository.gitFolder, 'HEAD')} cannot be read as a branch or commit; the commit stays unknown. Set SEATRIAL_COMMIT.`;
    notes.push({ code: 'git-unreadable', message });
    return {};
  }
  const commit = resolveRef(repository, ref, 0);
  const branch = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined;
  return { ...(commit === undefined ? {} : { commit }), ...(branch === undefined ? {} : { branch }) };
}

/** Symbolic refs may point on; git itself gives up after five (refs.c, SYMREF_MAXDEPTH). */
function resolveRef(repository: Repository, ref: string, depth: number): string | undefined {
  // A hostile HEAD must not lead out of the repository.
  if (depth > 5 || isAbsolute(ref) || ref.split(/[\\/]/).includes('..')) return undefined;
  for (const folder of [repository.gitFolder, repository.commonFolder]) {
    const text = readTextFile(join(folder, ref))?.trim();
    if (text === undefined) continue;
    const next = /^ref:\s*(\S+)$/.exec(text)?.[1];
    return next === undefined ? toHash(text) : resolveRef(repository, next, depth + 1);
  }
  return findPacked(readTextFile(join(repository.commonFolder, 'packed-refs')) ?? '', ref);
}

function findPacked(text: string, ref: string): string | undefined {
  for (const line of text.split('\n')) {
    if (line.startsWith('#') || line.startsWith('^')) continue;
    const space = line.indexOf(' ');
    if (space > 0 && line.slice(space + 1).trim() === ref) return toHash(line.slice(0, space));
  }
  return undefined;
}

function toHash(text: string | undefined): string | undefined {
  return text !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : undefined;
}
