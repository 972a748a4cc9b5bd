import { formatShare, formatTime, formatWhole } from '@seatrial/trial';
import type { Verdict, VerdictArm } from '@seatrial/trial';

const marks = { ok: '✅', regressed: '❌', undecided: '⏳' } as const;

/** A verdict for a comment on a pull request. */
export function formatVerdictMarkdown(verdict: Verdict): string {
  const [first, ...others] = verdict.reasons;
  const name = verdict.verdict.toUpperCase();
  const who = verdict.headline
    .slice(name.length + 2, verdict.headline.length - (first?.text.length ?? 0))
    .replace(/\.? $/, '');
  const lines = [
    `### ${marks[verdict.verdict]} ${name}: ${toText(who)}`,
    '',
    ...(first === undefined ? [] : [toText(first.text), '']),
    ...others.map(({ text }) => `- ${toText(text)}`),
    ...(others.length > 0 ? [''] : []),
  ];
  if (verdict.functions !== null) lines.push(toText(verdict.functions.text), '');
  if (verdict.design !== 'none') lines.push(...toTables(verdict));
  if (verdict.next.length > 0) lines.push('```sh', ...verdict.next.map((command) => `npx ${command}`), '```');
  return lines.join('\n').trimEnd();
}

function toTables({
  candidate,
  baseline,
  objectives,
  routes,
  batches,
  batchSeconds,
  from,
  to,
}: Verdict): readonly string[] {
  const arm = (label: string, { name, requests, errorRate, p50Ms, p95Ms, p99Ms }: VerdictArm): string =>
    toRow([
      label,
      toText(name),
      formatWhole(requests),
      formatShare(errorRate),
      formatTime(p50Ms),
      formatTime(p95Ms),
      formatTime(p99Ms),
    ]);
  const worse = routes.filter(({ outcome }) => outcome === 'regressed');
  return [
    '| | release | requests | errors | p50 | p95 | p99 |',
    '| --- | --- | --: | --: | --: | --: | --: |',
    arm('candidate', candidate),
    arm('baseline', baseline),
    '',
    ...objectives.map(
      ({ kind, outcome, text }) => `- **${kind.replace('-', ' ')}** ${outcome.toUpperCase()}: ${toText(text)}`,
    ),
    ...worse.map(({ route }) => `- **route** REGRESSED: \`${route}\``),
    '',
    `<sub>${batches} batches of ${batchSeconds} s, ${from ?? ''} to ${to ?? ''}</sub>`,
    '',
  ];
}

function toRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Text of others in Markdown: what would be a mark-up, a cell or a mention is none. */
function toText(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>|#]/g, String.raw`\$&`).replaceAll('@', '@\u200B');
}
