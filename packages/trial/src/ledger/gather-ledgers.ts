import { matchesVersion } from '@seatrial/model';
import type { ChangesFile } from '@seatrial/model';
import type { EvidenceReader, FunctionReader, FunctionReleaseRow, FunctionRow, TimeRange } from '@seatrial/store';
import type { ChangesReader, UploadedChanges } from './changes-reader.ts';
import type { LedgerEvidence, LedgerRelease } from './evidence.ts';
import { hasAuthor } from './has-author.ts';

/** Whose functions, of which releases. */
export interface LedgerQuery extends TimeRange {
  readonly service?: string;
  /** A version, or its part before `-g<short commit>`. Default: the newest release of each service and environment. */
  readonly release?: string;
  readonly environment?: string;
  /** An e-mail address: every release with changes of theirs instead of the newest ones. */
  readonly author?: string;
}

/** Releases that an author's changes are looked for in, the newest of each service and environment. */
const mostReleases = 20;

/** A release that reported functions, or whose changes were uploaded, or both. */
interface Candidate {
  readonly release: LedgerRelease;
  readonly reported: FunctionReleaseRow | undefined;
  readonly upload: UploadedChanges | undefined;
}

/** What of a store a ledger is made from. */
export type LedgerReader = FunctionReader & Pick<EvidenceReader, 'sightings'>;

/** Asks what is known of the functions that releases changed: newest release first, by service and environment. */
export async function gatherLedgers(
  reader: LedgerReader,
  changes: ChangesReader,
  query: LedgerQuery = {},
): Promise<readonly LedgerEvidence[]> {
  const { service, release, environment, author } = query;
  const scope = { ...(service !== undefined && { service }), ...(environment !== undefined && { environment }) };
  const [reported, uploads] = await Promise.all([
    reader.functionReleases(scope),
    changes.uploads(service === undefined ? {} : { service }),
  ]);
  const candidates = toCandidates(reported, uploads, environment).filter(
    (each) => release === undefined || matchesVersion(each.release.version, release),
  );
  const groups = Map.groupBy(candidates, (each) => `${each.release.service}\n${each.release.environment}`);
  const evidence: LedgerEvidence[] = [];
  for (const group of groups.values())
    for (const each of toAsked(group, author)) {
      const file = each.upload === undefined ? undefined : await changes.changes(each.upload.id);
      evidence.push(await gatherOne(reader, each, { file, reported, query }));
    }
  return evidence;
}

/** The newest, or those that hold changes of somebody's. */
function toAsked(group: readonly Candidate[], author: string | undefined): readonly Candidate[] {
  if (author === undefined) return group.slice(0, 1);
  return group.filter(({ upload }) => upload !== undefined && hasAuthor(upload, author)).slice(0, mostReleases);
}

async function gatherOne(
  reader: LedgerReader,
  { release, reported }: Candidate,
  {
    file,
    reported: all,
    query,
  }: {
    readonly file: ChangesFile | undefined;
    readonly reported: readonly FunctionReleaseRow[];
    readonly query: LedgerQuery;
  },
): Promise<LedgerEvidence> {
  const { service, environment, version } = release;
  const range = {
    ...(query.from !== undefined && { from: query.from }),
    ...(query.to !== undefined && { to: query.to }),
  };
  const ask = async (of: LedgerRelease): Promise<readonly FunctionRow[]> =>
    (await reader.functions({ service, environment, version: of.version, ...range })).filter((row) => isSame(row, of));
  const before = reported === undefined ? undefined : chooseBefore(reported, all, file);
  const [functions, baseline, touched] = await Promise.all([
    reported === undefined ? [] : ask(release),
    before === undefined ? null : ask(before).then((rows) => ({ version: before.version, functions: rows })),
    reader.touched({ service, environment, version, ...range }),
  ]);
  return {
    release,
    reported: reported ?? null,
    served: reported === undefined ? await countServed(reader, release) : 0,
    changes: file ?? null,
    functions,
    baseline,
    touched: touched.filter((row) => row.version === version),
  };
}

async function countServed(reader: LedgerReader, { service, version }: LedgerRelease): Promise<number> {
  const seen = (await reader.sightings({ service })).filter((row) => version !== '' && row.version === version);
  return seen.reduce((sum, { requests }) => sum + requests, 0);
}

/** Newest first: by when a process first reported, else by when the changes were uploaded. */
function toCandidates(
  reported: readonly FunctionReleaseRow[],
  uploads: readonly UploadedChanges[],
  environment: string | undefined,
): readonly Candidate[] {
  const seen = reported.map((row) => ({
    release: toRelease(row),
    reported: row,
    upload: uploads.find((upload) => isUploadOf(upload, row)),
    at: row.firstSeen,
  }));
  const waiting = uploads
    .filter((upload) => !reported.some((row) => isUploadOf(upload, row)))
    .map((upload) => ({
      release: { ...toRelease({ ...upload, environment: environment ?? '' }) },
      reported: undefined,
      upload,
      at: upload.uploadedAt,
    }));
  return [...seen, ...waiting].toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}

function toRelease({ service, version, commit, buildId, environment }: LedgerRelease): LedgerRelease {
  return { service, version, commit, buildId, environment };
}

function isSame(a: LedgerRelease, b: LedgerRelease): boolean {
  return a.version === b.version && a.commit === b.commit && a.buildId === b.buildId && a.environment === b.environment;
}

/** What one side does not know says nothing against it. */
function isUploadOf(upload: UploadedChanges, row: FunctionReleaseRow): boolean {
  const agrees = (one: string, other: string): boolean => one === '' || other === '' || one === other;
  return (
    upload.service === row.service &&
    (agrees(upload.version, row.version) || matchesVersion(row.version, upload.version)) &&
    agrees(upload.commit, row.commit) &&
    agrees(upload.buildId, row.buildId)
  );
}

/** The release that the plan was made against, where it reported; else the one that came before. */
function chooseBefore(
  own: FunctionReleaseRow,
  all: readonly FunctionReleaseRow[],
  file: ChangesFile | undefined,
): FunctionReleaseRow | undefined {
  const others = all.filter(
    (row) => row.service === own.service && row.environment === own.environment && !isSame(row, own),
  );
  const from = file?.from.commit;
  return (
    others.find((row) => from !== undefined && row.commit === from) ??
    others.find((row) => row.firstSeen < own.firstSeen) ??
    others[0]
  );
}
