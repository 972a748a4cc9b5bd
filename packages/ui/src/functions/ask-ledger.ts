import { parseSelector } from '@seatrial/model';

/** The release that the selector of a candidate names; undefined for a ring or cohort, whose newest it is then. */
export function toRelease(candidate: string | undefined): string | undefined {
  if (candidate === undefined) return undefined;
  try {
    const condition = parseSelector(candidate).find(
      ({ subject, operator }) =>
        subject.kind === 'intrinsic' && ['version', 'release'].includes(subject.name) && operator === '=',
    );
    return condition?.values[0];
  } catch {
    return undefined;
  }
}
