import type { FunctionRow } from '@seatrial/store';
import { formatWhole } from '../format-number.ts';
import type { LedgerEvidence } from './evidence.ts';
import type { LedgerRow } from './ledger.ts';

type Status = Pick<LedgerRow, 'status' | 'reason'>;

/** Whether a function ran, by what every ring told of it, and why one can say so. */
export function toStatus(id: string, rows: readonly FunctionRow[], evidence: LedgerEvidence): Status {
  const count = (of: (row: FunctionRow) => number): number => rows.reduce((sum, row) => sum + of(row), 0);
  const calls = count(({ cohorts }) => cohorts.reduce((sum, cohort) => sum + cohort.calls, 0));
  if (calls > 0) return { status: 'ran', reason: `Called ${formatTimes(calls)}.` };
  if (rows.length === 0) return { status: 'unverifiable', reason: toSilence(id, evidence) };
  const [processes, blind, loaded] = [
    count((row) => row.processes),
    count((row) => row.unverifiable),
    count((row) => row.loaded),
  ];
  if (blind > 0) {
    const why = rows.find(({ reason }) => reason !== '')?.reason ?? '';
    const who = blind === processes ? '' : `${blind} of ${processes} processes cannot tell: `;
    return { status: 'unverifiable', reason: toSentence(`${who}${why || 'no process can tell'}`) };
  }
  if (loaded === 0)
    return {
      status: 'not-loaded',
      reason:
        processes === 1
          ? 'The process that reports has not loaded its file.'
          : `None of ${formatProcesses(processes)} has loaded its file.`,
    };
  const requests = count((row) => row.requestsSince);
  if (requests === 0) return { status: 'loaded-not-run', reason: 'Its file is loaded, and no request has come since.' };
  const came = requests === 1 ? '1 request has come' : `${formatWhole(requests)} requests have come`;
  return { status: 'not-run', reason: `${came} since its file was loaded, and none called it.` };
}

function toSilence(id: string, { changes, reported, release, served }: LedgerEvidence): string {
  const planned = changes?.unverifiable[id];
  if (planned !== undefined) return toSentence(planned);
  const version = release.version || 'this release';
  if (reported === null)
    return served === 0
      ? `Nothing of ${version} was seen yet: no request, and no process that reports functions.`
      : `${version} serves requests, and no process of it reports functions: it runs without its seatrial.release.json, without register(), or without metrics.`;
  return `${formatProcesses(reported.processes)} of ${version} ${reported.processes === 1 ? 'reports' : 'report'} functions, and not this one: another plan runs there.`;
}

function formatTimes(calls: number): string {
  return calls === 1 ? 'once' : `${formatWhole(calls)} times`;
}

function formatProcesses(count: number): string {
  return count === 1 ? '1 process' : `${formatWhole(count)} processes`;
}

/** A reason with a capital letter and a full stop, whoever wrote it. */
function toSentence(text: string): string {
  const whole = /[.!?]$/.test(text) ? text : `${text}.`;
  return whole.charAt(0).toUpperCase() + whole.slice(1);
}
