import { formatShare, formatWhole, toShellWord } from '@seatrial/trial';
import type { AttributeValue, Cause, Explanation } from '@seatrial/trial';
import type { Terminal } from '../terminal.ts';
import { shorten } from './table.ts';
import { wrapText } from './wrap.ts';

const barWidth = 30;
const mostNames = 6;

/** What sets a group apart: a sentence, then each cause with its share on both sides as a pair of bars. */
export function formatExplanation(explanation: Explanation, terminal: Terminal): string {
  const { sentence, causes, notes } = explanation;
  const width = Math.min(terminal.width, 110);
  return [
    terminal.paint('bold', wrapSentence(sentence, width)),
    ...notes.map((note) => terminal.paint('yellow', wrapSentence(note, width))),
    ...causes.flatMap((cause, index) => ['', ...formatCause(cause, index + 1, explanation, terminal)]),
    '',
    ...toFootnotes(explanation).map((text) => terminal.paint('dim', wrapText(text, width))),
  ].join('\n');
}

function formatCause(
  cause: Cause,
  number: number,
  { asked, rows, causes }: Explanation,
  terminal: Terminal,
): readonly string[] {
  const width = Math.min(terminal.width, 110);
  const indent = '   ';
  const [group, against] = toLabels(asked);
  const names = [group, against].map((label) => label.padEnd(Math.max(group.length, against.length)));
  const colours = ['red', 'blue'] as const;
  const all = [rows.group, rows.against];
  const bars = [cause.group, cause.against].map(({ rows: having, share }, side) => {
    const bar = terminal.paint(colours[side] ?? 'blue', formatBar(share));
    const counts = `${formatWhole(having)} of ${formatWhole(all[side] ?? 0)}`;
    return `${indent}${names[side]}  ${bar}  ${formatShare(share).padStart(8)}  ${counts}`;
  });
  const aliases = cause.conditions
    .filter((condition) => condition.aliases.length > 0)
    .map(({ text, aliases: others }) =>
      cause.conditions.length === 1
        ? `same ${asked.unit}s: ${toList(others)}`
        : `same ${asked.unit}s as ${text}: ${toList(others)}`,
    );
  const lines = [
    ...aliases,
    ...(cause.explains.length === 0 ? [] : [`explains: ${toList(cause.explains)}`]),
    ...(cause.exampleTraceId === null ? [] : [`example: seatrial trace ${cause.exampleTraceId}`]),
    ...(cause.selector === null
      ? []
      : [`these: seatrial tail --where ${toShellWord(toTailSelector(cause.selector, asked))}`]),
  ];
  const title = `${causes.length === 1 ? '' : `${number}. `}${cause.text}`;
  return [
    wrapText(terminal.paint('bold', title), width, indent),
    ...bars,
    `${indent}${formatOdds(cause)}`,
    ...lines.map((line) => indent + wrapText(line, width - indent.length, `${indent}  `)),
  ];
}

/** Wrapped so that no line begins with the sign of a per cent. */
function wrapSentence(text: string, width: number): string {
  return wrapText(text.replaceAll(/(\d) %/g, '$1\u00A0%'), width).replaceAll('\u00A0', ' ');
}

function toTailSelector(selector: string, { where, group }: Explanation['asked']): string {
  return [where, group.selector, selector].filter((part) => part !== '').join(',');
}

/** A share as a bar with eighths of a character. */
function formatBar(share: number): string {
  const eighths = Math.round(share * barWidth * 8);
  const parts = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
  // Something is never drawn as nothing.
  const shown = share > 0 ? Math.max(1, eighths) : 0;
  return ('█'.repeat(Math.floor(shown / 8)) + (parts[shown % 8] ?? '')).padEnd(barWidth);
}

function formatOdds({ oddsRatio, lowerBound, pValue }: Cause): string {
  const chance = pValue < 1e-4 ? 'less than 1 in 10,000' : `1 in ${formatWhole(Math.max(1, Math.round(1 / pValue)))}`;
  return `odds × ${formatFactor(oddsRatio)} (at least × ${formatFactor(lowerBound)}); by chance among so many values: ${chance}`;
}

function formatFactor(factor: number): string {
  if (factor >= 1e6) return factor.toExponential(0).replace('e+', 'e');
  return factor >= 99.5 ? formatWhole(factor) : factor.toFixed(1);
}

function toList(values: readonly AttributeValue[]): string {
  const texts = values.slice(0, mostNames).map(({ text }) => shorten(text, 60));
  return texts.join(', ') + (values.length > texts.length ? ` and ${values.length - texts.length} more` : '');
}

function toLabels({ group, against }: Explanation['asked']): readonly [string, string] {
  const own =
    group.selector === 'error=true'
      ? 'failing'
      : group.slowerThanShare !== null || group.selector.startsWith('duration>')
        ? 'slow'
        : 'these';
  return [own, against === null ? 'others' : 'against'];
}

function toFootnotes({ outcome, asked, rows, looked, excluded }: Explanation): readonly string[] {
  if (outcome === 'empty-group' || outcome === 'empty-against') return [];
  const unit = `${asked.unit}s`;
  const names = (reason: (typeof excluded)[number]['reason']): string =>
    excluded
      .filter((entry) => entry.reason === reason)
      .map(({ name }) => name)
      .join(', ');
  const left = (
    [
      ['selection', 'since the groups are told apart by them'],
      ['outcome', `since they say how a ${asked.unit} ended, as the groups do`],
      ['asked', 'as was asked for'],
    ] as const
  ).flatMap(([reason, why]) => (names(reason) === '' ? [] : [`Left out ${why}: ${names(reason)}.`]));
  const each = asked.unit === 'request' ? ', the first attempt of each' : '';
  return [
    `${formatWhole(looked.values)} values of ${formatWhole(looked.attributes)} attributes, on ${formatWhole(rows.group + rows.against)} ${unit}${each}.`,
    ...left,
  ];
}
