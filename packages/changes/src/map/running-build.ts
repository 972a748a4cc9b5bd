import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { decodedMappings, TraceMap } from '@jridgewell/trace-mapping';
import { SeatrialError } from '@seatrial/model';
import { toProbeFile } from '../plan/probe-site.ts';
import { hasProbes } from '../plan/probe-text.ts';
import { readFileText, toPath } from '../plan/running-file.ts';
import type { Origin, RunningFile } from '../plan/running-file.ts';
import { matchGenerated, toKey } from './match-generated.ts';
import type { SourceFile, SourceFiles } from './source-files.ts';
import { readSourceMap } from './source-map-file.ts';
import type { SourceMapFile } from './source-map-file.ts';
import { countVotes } from './votes.ts';
import type { SourcePlace } from './votes.ts';

/** Files that one build is read for at most. */
const mostFiles = 20_000;

/** A file of a build, or in words why nothing of it can be told. */
export interface UnreadFile {
  readonly file: string;
  readonly reason: string;
}

/**
 * Reads the JavaScript of a build and finds out where each function of it was written.
 * @throws SeatrialError `SEATRIAL_NOT_FOUND` for a folder that is not there, `SEATRIAL_BAD_ARGUMENT` for one outside of the
 * manifest's or that already holds probes; `SEATRIAL_TOO_LARGE` for more than 20,000 files.
 */
export async function readRunningBuild(
  folder: string,
  dist: string,
  sources: SourceFiles,
): Promise<{ readonly files: readonly RunningFile[]; readonly unread: readonly UnreadFile[] }> {
  if (dist !== folder && toPath(folder, dist) === undefined)
    throw new SeatrialError(
      'SEATRIAL_BAD_ARGUMENT',
      `${dist} lies outside of ${folder}, the folder of the manifest. Write the manifest beside the build, with --out.`,
    );
  const files: RunningFile[] = [];
  const unread: UnreadFile[] = [];
  for (const path of await listScripts(dist)) {
    const file = toPath(folder, path) ?? path;
    const read = await readGenerated(folder, path, file, sources);
    if (typeof read === 'string') unread.push({ file, reason: read });
    else if (read.origins.size + read.dissolved.length > 0) files.push(read);
  }
  return { files, unread };
}

async function listScripts(dist: string): Promise<readonly string[]> {
  const entries = await readdir(dist, { recursive: true, withFileTypes: true }).catch((error: Error) => {
    throw new SeatrialError('SEATRIAL_NOT_FOUND', `${dist} cannot be read: ${error.message}. Build first.`);
  });
  const paths = entries
    .filter((entry) => entry.isFile() && /\.[cm]?js$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/[\\/]node_modules[\\/]/.test(path.slice(dist.length)));
  if (paths.length > mostFiles)
    throw new SeatrialError(
      'SEATRIAL_TOO_LARGE',
      `${dist} holds ${paths.length} scripts, at most ${mostFiles} are read. Name the folder of the service's own output.`,
    );
  return paths.toSorted();
}

async function readGenerated(
  folder: string,
  path: string,
  file: string,
  sources: SourceFiles,
): Promise<RunningFile | string> {
  const read = await readFileText(folder, path);
  if ('reason' in read) return read.reason;
  if (hasProbes(read)) throw toWrittenError(path);
  const map = await readSourceMap(path, read.text);
  if (typeof map === 'string') return map;
  const found: (SourceFile | undefined)[] = [];
  for (const index of map.sources.keys()) found.push(await sources.find(map, index));
  const nothing = { path: file, digest: read.digest, origins: new Map(), dissolved: [] };
  // Most files of a build come from packages of others: they need no look.
  if (found.every((source) => source === undefined))
    return { ...nothing, probes: { path: file, text: '', functions: [], sites: [], prologue: noPrologue } };
  const probes = toProbeFile(file, read.text);
  if (typeof probes === 'string') return probes;
  return { ...nothing, probes, map: map.json, ...toOrigins(probes, found, map) };
}

const noPrologue = { enter: 0, afterDirectives: false };

function toOrigins(
  probes: RunningFile['probes'],
  sources: readonly (SourceFile | undefined)[],
  map: SourceMapFile,
): Pick<RunningFile, 'origins' | 'dissolved'> {
  const mappings = decodedMappings(new TraceMap(map.json));
  const ballots = countVotes(
    probes,
    sources.map((source) => source?.probes),
    mappings,
  );
  const { matches, inlined } = matchGenerated(ballots);
  const spread = new Set(inlined.map(toKey));
  const origins = new Map<number, Origin>();
  const held = new Set<string>();
  for (const [place, match] of matches) {
    const origin = toOrigin(sources, match, spread.has(toKey(match)));
    if (origin === undefined) continue;
    origins.set(place, origin);
    held.add(toKey(match));
  }
  const dissolved = inlined.flatMap((place) => (held.has(toKey(place)) ? [] : (toOrigin(sources, place, true) ?? [])));
  return { origins, dissolved };
}

function toOrigin(
  sources: readonly (SourceFile | undefined)[],
  { source, place }: SourcePlace,
  isSpread: boolean,
): Origin | undefined {
  const written = sources[source];
  const each = written?.probes.functions[place];
  if (written === undefined || each === undefined) return undefined;
  const reason = written.probes.sites[place]?.leftAlone ?? (isSpread ? spreadReason : undefined);
  const leftAlone = reason === undefined ? {} : { leftAlone: reason };
  return { file: written.file, name: each.name, hash: each.hash, ...leftAlone };
}

const spreadReason = 'the minifier has put its code into functions that call it';

function toWrittenError(path: string): SeatrialError {
  return new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    `${path} already holds probes, of "seatrial build --write". Build it again first.`,
  );
}
