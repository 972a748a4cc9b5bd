import type { ContrastSize } from '@seatrial/store';
import { formatShare, formatWhole } from '../format-number.ts';
import type { Cause, Explanation, ExplanationOutcome } from './explanation.ts';
import type { ExplainOptions } from './options.ts';

/** Rows under which chance alone can bring about anything. */
const fewRows = 5;

export function toOutcome({ group, against }: ContrastSize, causes: readonly Cause[]): ExplanationOutcome {
  if (group === 0) return 'empty-group';
  if (against === 0) return 'empty-against';
  if (causes.length > 0) return 'explained';
  return group < fewRows || against < fewRows ? 'too-few' : 'nothing-sets-apart';
}

/** What was found, in a sentence or two. */
export function toSentence(answer: Omit<Explanation, 'sentence' | 'notes'>): string {
  const { outcome, asked, rows, causes, looked } = answer;
  const names = toNames(asked);
  const [cause, second] = causes;
  const sizes = `${toCounted(rows.group, names.group)} and ${toCounted(rows.against, names.against)}`;
  const seen = `${formatWhole(looked.attributes)} attributes with ${formatWhole(looked.values)} values`;
  if (outcome === 'empty-group') return `There are no ${names.group} to explain.`;
  if (outcome === 'empty-against')
    return `There are no ${names.against} to compare the ${toCounted(rows.group, names.group)} with.`;
  if (outcome === 'too-few') return `${sizes} are too few to tell a cause from chance.`;
  if (cause === undefined)
    return `No value sets the ${names.group} apart beyond chance: ${sizes} were compared by ${seen}.${toNearest(answer)}`;
  const share = formatShare(cause.group.share);
  const rest =
    second === undefined
      ? causes.length === 1 && cause.group.share < 0.5
        ? ' Nothing sets the others of them apart.'
        : ''
      : ` ${causes.length === 2 ? 'One more cause is' : `${causes.length - 1} more causes are`} listed below.`;
  return `${share} of the ${names.group} have ${cause.text}, and ${formatShare(cause.against.share)} of the ${names.against}.${rest}`;
}

function toCounted(count: number, name: string): string {
  return `${formatWhole(count)} ${count === 1 ? name.replace(/\b(request|span)s\b/, '$1') : name}`;
}

/** What would be the first cause, if so many comparisons did not bring about as much by chance. */
function toNearest({ attributes }: Pick<Explanation, 'attributes'>): string {
  const nearest = attributes[0]?.values[0];
  if (nearest === undefined || nearest.group.share <= nearest.against.share) return '';
  return ` Nearest comes ${nearest.text} (${formatShare(nearest.group.share)} against ${formatShare(nearest.against.share)}), as something does by chance among so many.`;
}

interface Names {
  readonly group: string;
  readonly against: string;
}

/** How a sentence calls the two groups. */
function toNames({ group, against, unit }: Explanation['asked']): Names {
  const rows = unit === 'request' ? 'requests' : 'spans';
  const box = group.from === null && group.to === null ? '' : ' of that time';
  const toName = (): string => {
    if (group.slowerThanShare !== null)
      return `${rows} slower than ${formatShare(group.slowerThanShare)} of their route`;
    if (group.selector === 'error=true') return `failing ${rows}`;
    const slower = /^duration>([\d.]+)$/.exec(group.selector)?.[1];
    if (slower !== undefined) return `${rows} slower than ${slower} ms`;
    return group.selector === '' ? rows : `${rows} with ${group.selector}`;
  };
  if (against === null) return { group: toName() + box, against: `other ${rows}` };
  return {
    group: toName() + box,
    against: against.selector === '' ? `other ${rows}` : `${rows} with ${against.selector}`,
  };
}

/** What else is to be known. */
export function toNotes(size: ContrastSize, { unit = 'request' }: ExplainOptions): readonly string[] {
  const { group, against, groupTotal, againstTotal, groupTraces, againstTraces, leastWeight, mostWeight } = size;
  const rows = unit === 'request' ? 'requests' : 'spans';
  const notes: string[] = [];
  if (groupTotal > group || againstTotal > against)
    notes.push(
      `This is of a sample: ${formatWhole(group)} of about ${formatWhole(groupTotal)} ${rows}, and ${formatWhole(against)} of about ${formatWhole(againstTotal)} to compare with.`,
    );
  if (groupTraces < group || againstTraces < against)
    notes.push(
      `Several ${rows} of one trace are among them, which tend to end alike: they are as much evidence as the traces that they are of, ${formatWhole(groupTraces)} and ${formatWhole(againstTraces)}.`,
    );
  if (mostWeight > leastWeight)
    notes.push(
      `Traces are sampled at different rates (a row stands for ${formatWeight(leastWeight)} to ${formatWeight(mostWeight)}). What was kept is compared: shares are of kept ${rows}, and odds are right where sampling goes by nothing but how a request ends.`,
    );
  else if (mostWeight > 1)
    notes.push(
      `Traces are sampled: each row stands for ${formatWeight(mostWeight)} ${rows}, and what was kept is counted.`,
    );
  if (group > 0 && group < fewRows)
    notes.push(`The group has ${group === 1 ? 'one row' : `${group} rows`}: what they share may well be chance.`);
  return notes;
}

function formatWeight(weight: number): string {
  return Number.isInteger(weight) ? formatWhole(weight) : weight.toFixed(1);
}
