import type { FunctionChange } from '@seatrial/model';
import type { FunctionRow } from '@seatrial/store';
import { toCalls, toCohorts, toErrorTypes, toRings, toStride } from './calls.ts';
import { toCoverage } from './coverage.ts';
import { toIndex } from './evidence-index.ts';
import type { EvidenceIndex } from './evidence-index.ts';
import type { LedgerEvidence } from './evidence.ts';
import { Latencies } from './latency.ts';
import { ledgerStatuses } from './ledger.ts';
import type { Ledger, LedgerBefore, LedgerRow } from './ledger.ts';
import { toStatus } from './status.ts';
import { toTouches } from './touches.ts';

const moduleName = '<module>';

/** The ledger of a release: what it changed, and whether that runs. Pure: the same evidence gives the same ledger. */
export function toLedger(evidence: LedgerEvidence): Ledger {
  const steps = toLedgerSteps(evidence);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** Rows between two steps: a millisecond or less of work. */
const rowsInStep = 50;

/** {@link toLedger} in small steps, for who has to answer others meanwhile. */
export function* toLedgerSteps(evidence: LedgerEvidence): Generator<undefined, Ledger> {
  const { release, reported, changes, baseline } = evidence;
  const all = changes?.functions ?? [];
  const code = all.filter(({ kind }) => kind !== 'module');
  const place = ({ name, file }: FunctionChange): { readonly name: string; readonly file: string } => ({ name, file });
  const index = toIndex(evidence);
  const latencies = new Latencies();
  const rows: LedgerRow[] = [];
  for (const subject of toSubjects(evidence)) {
    rows.push(toRow(subject, evidence, { index, latencies }));
    if (rows.length % rowsInStep === 0) yield;
  }
  rows.sort(compareRows);
  return {
    schema: 1,
    ...release,
    rings: reported?.rings ?? [],
    firstSeen: reported?.firstSeen ?? null,
    lastSeen: reported?.lastSeen ?? null,
    processes: reported?.processes ?? 0,
    from: changes?.from ?? null,
    baseline: baseline?.version ?? null,
    coverage: toCoverage(rows),
    rows,
    deleted: code.filter(({ change }) => change === 'deleted').map(place),
    moved: code.filter(({ change }) => change === 'moved').map(place),
    modules: all.filter(({ kind }) => kind === 'module').map(({ file }) => file),
  };
}

/** A function that has to run: one that was added or modified. */
interface Subject {
  readonly id: string;
  readonly name: string;
  readonly file: string;
  /** Undefined where only processes told of it. */
  readonly change: FunctionChange | undefined;
}

function toSubjects({ changes, functions }: LedgerEvidence): readonly Subject[] {
  const all = changes?.functions ?? [];
  const known = new Set(all.map(({ id }) => id));
  const told = new Map(
    functions
      .filter(({ id, name, changed }) => changed && name !== moduleName && !known.has(id))
      .map(({ id, name, file }) => [id, { id, name, file, change: undefined }]),
  );
  const own = all
    .filter(({ kind, change }) => kind !== 'module' && (change === 'added' || change === 'modified'))
    .map((change) => ({ id: change.id, name: change.name, file: change.file, change }));
  return [...own, ...told.values()];
}

function toRow(
  { id, name, file, change }: Subject,
  evidence: LedgerEvidence,
  { index, latencies }: { readonly index: EvidenceIndex; readonly latencies: Latencies },
): LedgerRow {
  const rows = index.functions.get(id) ?? [];
  const cohorts = rows.flatMap((row) => row.cohorts);
  const stride = toStride(rows);
  const before = index.before.get(change?.before?.id ?? id) ?? [];
  const texts = (pick: (cohort: (typeof cohorts)[number]) => string): readonly string[] =>
    cohorts
      .map(pick)
      .filter((text) => text !== '')
      .toSorted();
  return {
    id,
    name,
    file,
    kind: change?.kind ?? '',
    lines: change?.lines ?? null,
    change: change?.change ?? null,
    exported: change?.exported ?? null,
    ...toStatus(id, rows, evidence),
    ...toCalls(cohorts, stride, latencies),
    errorTypes: toErrorTypes(rows),
    ...toTouches({ id, name }, index),
    requestsSince: rows.reduce((sum, row) => sum + row.requestsSince, 0),
    rings: toRings(rows, latencies),
    cohorts: toCohorts(rows, latencies),
    before: toBefore(before, latencies),
    p95Shift: latencies.shift(
      { cohorts: before.flatMap((row) => row.cohorts), stride: toStride(before) },
      { cohorts, stride },
    ),
    stride,
    firstCall: texts(({ firstCall }) => firstCall)[0] ?? null,
    lastCall: texts(({ lastCall }) => lastCall).at(-1) ?? null,
    traceId: cohorts.find(({ traceId }) => traceId !== '')?.traceId ?? null,
    errorTraceId: cohorts.find(({ errorTraceId }) => errorTraceId !== '')?.errorTraceId ?? null,
    authors: change?.authors ?? [],
    unknownShare: change?.unknownShare ?? 1,
    owners: change?.owners ?? [],
  };
}

function toBefore(rows: readonly FunctionRow[], latencies: Latencies): LedgerBefore | null {
  const [first] = rows;
  if (first === undefined) return null;
  const cohorts = rows.flatMap((row) => row.cohorts);
  return { version: first.version, ...toCalls(cohorts, toStride(rows), latencies) };
}

function compareRows(a: LedgerRow, b: LedgerRow): number {
  const order = ledgerStatuses.indexOf(a.status) - ledgerStatuses.indexOf(b.status);
  return (
    order || compareTexts(a.file, b.file) || (a.lines?.[0] ?? 0) - (b.lines?.[0] ?? 0) || compareTexts(a.name, b.name)
  );
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
