import { toLogHypergeometric } from '@seatrial/stats';
import type { ErrorGroupRow } from '@seatrial/store';
import { toSix } from './numbers.ts';
import type { ErrorVerdict } from './verdict.ts';

/** Fingerprints that are kept; those that the baseline never had come first. */
const mostErrors = 20;
const messageLength = 200;

/**
 * Errors by type and top frame of the author's own code; by type and message where no stack was recorded, numbers and
 * quoted texts of the message left out, since they are of the single request.
 */
export function toErrorVerdicts(
  groups: readonly ErrorGroupRow[],
  requests: { readonly candidate: number; readonly baseline: number },
): readonly ErrorVerdict[] {
  const thrown = groups.filter(({ stack }) => toTopFrame(stack) !== '');
  const byFingerprint = Map.groupBy(groups, (group) => toFingerprint(findThrown(group, thrown)));
  const errors = [...byFingerprint].flatMap(([fingerprint, rows]): readonly ErrorVerdict[] => {
    const first = rows.find(({ stack }) => toTopFrame(stack) !== '') ?? rows[0];
    if (first === undefined) return [];
    // A request fails in the span that threw, in those that passed the error on, and in its own: one trace, not three.
    const kinds = Map.groupBy(rows, ({ route, stack }) => `${route === ''} ${toTopFrame(stack) === ''}`);
    const sum = (arm: 'candidate' | 'baseline'): number =>
      Math.max(...[...kinds.values()].map((each) => sumOf(each, arm)));
    const [candidate, baseline] = [sum('candidate'), sum('baseline')];
    const isNew = baseline === 0 && candidate > 0;
    return [
      {
        fingerprint,
        type: first.type,
        frame: toTopFrame(first.stack),
        message: first.message.slice(0, messageLength),
        route: rows.find(({ route }) => route !== '')?.route ?? '',
        candidate,
        baseline,
        isNew,
        unseenProbability: isNew ? toUnseen(candidate, requests) : null,
        traceId: (rows.find((row) => row.candidate > 0) ?? first).traceId,
      },
    ];
  });
  return errors
    .filter(({ candidate }) => candidate > 0)
    .toSorted(
      (a, b) =>
        Number(b.isNew) - Number(a.isNew) || b.candidate - a.candidate || (a.fingerprint < b.fingerprint ? -1 : 1),
    )
    .slice(0, mostErrors);
}

/** A span that only passes an error on says its message without a stack: it is the same error. */
function findThrown(group: ErrorGroupRow, thrown: readonly ErrorGroupRow[]): ErrorGroupRow {
  if (toTopFrame(group.stack) !== '') return group;
  const origin = thrown.find(({ message }) => message !== '' && group.message.includes(message));
  return origin ?? group;
}

function sumOf(rows: readonly ErrorGroupRow[], arm: 'candidate' | 'baseline'): number {
  return rows.reduce((total, row) => total + row[arm], 0);
}

/** How likely an error that both arms have alike would have been seen in the candidate alone. */
function toUnseen(
  seen: number,
  { candidate, baseline }: { readonly candidate: number; readonly baseline: number },
): number | null {
  const events = Math.min(seen, candidate);
  if (events === 0) return null;
  return toSix(Math.exp(toLogHypergeometric({ candidate, baseline, events }, events, 1)));
}

function toFingerprint({ type, stack, message }: ErrorGroupRow): string {
  const frame = toTopFrame(stack);
  if (frame !== '') return `${type || 'Error'} at ${frame}`;
  const text = message.replaceAll(/(["'`]).*?\1/g, '…').replaceAll(/[0-9a-f]{8,}|\d+/gi, '…');
  return [type, text.slice(0, messageLength)].filter((part) => part !== '').join(': ') || 'an error without a message';
}

/** `applyCoupon (coupons.js)`: no line, since that is another in every release. */
export function toTopFrame(stack: string): string {
  for (const line of stack.split('\n')) {
    const match = /^\s*at (?:async )?(?:(?:new )?(.+?) \()?(?:file:\/\/)?([^()]+?):\d+:\d+\)?$/.exec(line);
    const file = match?.[2];
    if (file === undefined || file.startsWith('node:') || /[\\/]node_modules[\\/]/.test(file)) continue;
    const name = file.split(/[\\/]/).at(-1) ?? file;
    return match?.[1] === undefined ? name : `${match[1]} (${name})`;
  }
  return '';
}
