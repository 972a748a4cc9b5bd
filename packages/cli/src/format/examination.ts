import type { DoctorFunctions, DoctorPatch, DoctorReport } from '@seatrial/model';
import { countSpans } from '../doctor/examination.ts';
import type { Examination, SaidLine } from '../doctor/examination.ts';
import { toRepeated } from '../doctor/findings.ts';
import type { Findings } from '../doctor/findings.ts';
import type { Terminal } from '../terminal.ts';
import { formatCount } from './number.ts';
import { formatTable } from './table.ts';
import { wrapText } from './wrap.ts';

const page = 'https://github.com/seatrial/seatrial/blob/main/docs/what-can-go-wrong.md';

/** The report of "seatrial doctor" for people. */
export function formatExamination(examination: Examination, findings: Findings, terminal: Terminal): string {
  const { report } = examination;
  return [
    formatHead(examination, terminal),
    ...(report === null ? [] : formatReport(report, terminal)),
    formatFindings(findings, terminal),
  ].join('\n\n');
}

function formatHead({ command, setUpBy, exit, report }: Examination, terminal: Terminal): string {
  const how = exit.stopped
    ? 'was stopped'
    : exit.signal === null
      ? `ended with code ${exit.code}`
      : `ended by ${exit.signal}`;
  const time =
    report === null ? '' : ` after ${(report.process.ranMs / 1000).toFixed(1)} s (Node.js ${report.process.node})`;
  const setUp =
    setUpBy === 'doctor'
      ? 'register() was set up by this command, as "seatrial run" does.'
      : 'register() is set up by the program.';
  return wrapText(`${command.join(' ')}: ${how}${time}. ${setUp}`, terminal.width);
}

function formatReport(report: DoctorReport, terminal: Terminal): readonly string[] {
  const head = (text: string): string => terminal.paint('bold', text);
  const line = (title: string, text: string): string =>
    wrapText(`${head(title)}${' '.repeat(15 - title.length)}${text}`, terminal.width, ' '.repeat(15));
  const kinds = Object.entries(report.spans).map(([kind, count]) => `${formatCount(count)} ${kind}`);
  const cost =
    report.spanMicroseconds === null ? '' : `; one costs ${report.spanMicroseconds.toFixed(1)} µs of CPU time here`;
  const patched = report.patched.map(({ module, version }) => (version === null ? module : `${module} ${version}`));
  const section = (title: string, text: string): readonly string[] => (text === '' ? [] : [`${head(title)}\n${text}`]);
  const repeated = toRepeated(report.copies).flatMap(([, copies]) => copies);
  const single = report.copies.filter((copy) => !repeated.includes(copy));
  const names = single.map((copy) => `${copy.package.replace('@opentelemetry/', '')} ${copy.version}`);
  return [
    [
      line('Spans', `${formatCount(countSpans(report))}${kinds.length === 0 ? '' : ` (${kinds.join(', ')})`}${cost}`),
      line('Patched', patched.length === 0 ? 'nothing' : patched.join(', ')),
      ...(report.functions === null ? [] : [line('Functions', formatFunctions(report.functions))]),
      line('OpenTelemetry', names.length === 0 ? 'none is loaded' : `one copy of each: ${names.join(', ')}`),
    ].join('\n'),
    ...section('Not patched', formatGaps(report, terminal)),
    ...section('Release', formatRows(report.release, ['field', 'value', 'source'], terminal)),
    ...section(
      'Endpoints',
      formatRows(
        report.endpoints.map((entry) => ({
          ...entry,
          protocol: entry.protocol ?? '',
          url: entry.url ?? '',
          answer: entry.detail,
        })),
        ['signal', 'protocol', 'url', 'answer'],
        terminal,
      ),
    ),
    ...section('Copies of one package', formatRows(repeated, ['package', 'version', 'path'], terminal)),
  ];
}

function formatFunctions({ watched, loaded, ran, unverifiable }: DoctorFunctions): string {
  const unknown = unverifiable === 0 ? '' : `; of ${formatCount(unverifiable)} nothing can be told`;
  return `${formatCount(watched)} watched, ${formatCount(loaded)} loaded, ${formatCount(ran)} ran${unknown}`;
}

function formatGaps(report: DoctorReport, terminal: Terminal): string {
  const toName = ({ module, version }: DoctorPatch): string => (version === null ? module : `${module} ${version}`);
  const rows = report.notPatched.map((gap) => ({ module: toName(gap), why: gap.detail }));
  return formatRows(rows, ['module', 'why'], terminal);
}

function formatRows<Name extends string>(
  rows: readonly Readonly<Record<Name, string>>[],
  names: readonly Name[],
  terminal: Terminal,
): string {
  if (rows.length === 0) return '';
  return formatTable(
    rows,
    names.map((name) => ({ head: name, value: (row) => row[name] })),
    terminal,
  );
}

function formatFindings({ problems, notes }: Findings, terminal: Terminal): string {
  const toLine =
    (mark: string) =>
    (finding: SaidLine): string =>
      wrapText(`${mark} ${terminal.paint('bold', finding.code)}: ${finding.message}`, terminal.width, '  ');
  const lines = [...problems.map(toLine('✗')), ...notes.map(toLine('·'))];
  if (problems.length === 0) lines.push('✓ Nothing is broken.');
  else lines.push('', `Each is explained at ${page}`);
  return lines.join('\n');
}
