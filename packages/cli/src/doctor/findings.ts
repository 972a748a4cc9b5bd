import type { DoctorCopy, DoctorEndpoint, DoctorReport } from '@seatrial/model';
import { countSpans } from './examination.ts';
import type { Examination, SaidLine } from './examination.ts';

/** What the examination means: problems make the command fail, notes do not. */
export interface Findings {
  readonly problems: readonly SaidLine[];
  readonly notes: readonly SaidLine[];
}

/** Lines after which spans are missing or lost; all others are worth a look. */
const breaking: ReadonlySet<string> = new Set([
  'exit-cut',
  'export-stopped',
  'lost',
  'not-sent',
  'nothing-patched',
  'other-provider',
  'provider-refused',
  'sdk-error',
  'telemetry-off',
  'two-copies',
]);

/** Gaps in which spans are missing that somebody expects. */
const wanting: ReadonlySet<string> = new Set(['loaded-too-early', 'unsupported-version', 'failed']);

export function toFindings(examination: Examination): Findings {
  const { report } = examination;
  const problems = toExitProblems(examination);
  if (report === null)
    return {
      problems: [
        ...problems,
        {
          code: 'no-report',
          message:
            'no Node.js process took the probe: the command is no Node.js program, ended at once, or clears NODE_OPTIONS.',
        },
      ],
      notes: [],
    };
  const lines = withoutRepeats(examination, report);
  return {
    problems: [
      ...problems,
      ...toStateProblems(examination, report),
      ...lines.filter(({ code }) => breaking.has(code)),
      ...report.notPatched
        .filter(({ reason }) => wanting.has(reason))
        .map((gap) => ({
          code: gap.reason,
          message: `${gap.module}${gap.version === null ? '' : ` ${gap.version}`} gives no spans: ${gap.detail}.`,
        })),
      ...toEndpointProblems(report.endpoints),
      ...toMajors(report.copies),
    ],
    notes: [...lines.filter(({ code }) => !breaking.has(code)), ...toNotes(examination, report)],
  };
}

function toExitProblems({ exit }: Examination): readonly SaidLine[] {
  if (exit.stopped || (exit.code === 0 && exit.signal === null)) return [];
  const how = exit.signal === null ? `with code ${exit.code}` : `by ${exit.signal}`;
  return [{ code: 'program-failed', message: `the program ended ${how}; what it printed is above.` }];
}

function toStateProblems({ lines, setUpBy }: Examination, { state }: DoctorReport): readonly SaidLine[] {
  if (state === 'running') return [];
  if (state === 'off') {
    const said = lines.some(({ code }) => breaking.has(code) || code === 'declarative-configuration');
    return said
      ? []
      : [{ code: 'telemetry-off', message: 'register() ran and did nothing: OTEL_SDK_DISABLED is true.' }];
  }
  const fix = 'Start it with "node --import @seatrial/register/auto", or call register() first in the program.';
  return [
    {
      code: 'not-registered',
      message:
        setUpBy === 'program'
          ? `register() was not called, though the program names @seatrial/register. ${fix}`
          : `register() was not called. ${fix}`,
    },
  ];
}

/** Without lines that say what the report says better, and without what this command itself has caused. */
function withoutRepeats({ lines, setUpBy }: Examination, report: DoctorReport): readonly SaidLine[] {
  const deaf = report.endpoints.some(({ answers }) => answers === false);
  return lines.filter(({ code }) => {
    if (code === 'loaded-too-early') return !report.notPatched.some(({ reason }) => reason === code);
    if (code === 'not-sent' || code === 'exit-cut' || code === 'lost') return !deaf;
    return code !== 'called-twice' || setUpBy === 'program';
  });
}

/** Signals that fail alike are one problem. */
function toEndpointProblems(endpoints: readonly DoctorEndpoint[]): readonly SaidLine[] {
  const deaf = endpoints.filter(({ answers }) => answers === false);
  const kinds = new Set(deaf.map(toKind));
  return [...kinds].map((kind) => {
    const alike = deaf.filter((endpoint) => toKind(endpoint) === kind);
    const signals = alike.map(({ signal }) => signal);
    const urls = alike.map(({ url }) => url).join(', ');
    const detail = alike[0]?.detail ?? '';
    return {
      code: 'endpoint',
      message: `${signals.join(', ')} cannot be sent: ${urls} (${detail}). ${toEndpointFix(signals, detail)}`,
    };
  });
}

function toKind({ url, protocol, detail }: DoctorEndpoint): string {
  return `${url !== null && URL.canParse(url) ? new URL(url).host : url} ${protocol} ${detail}`;
}

function toEndpointFix(signals: readonly string[], detail: string): string {
  if (/status 40[13]/.test(detail)) return 'Check OTEL_EXPORTER_OTLP_HEADERS.';
  const off = signals.map((signal) => `OTEL_${signal.toUpperCase()}_EXPORTER=none`).join(', ');
  if (/status 404/.test(detail))
    return `Check OTEL_EXPORTER_OTLP_ENDPOINT; where the backend takes no ${signals.join(', no ')}, set ${off}.`;
  return 'Start "npx seatrial dev", or set OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_PROTOCOL.';
}

/** Copies of one package whose major versions differ (of 0.x the minor ones): objects of one mean nothing to the other. */
function toMajors(copies: readonly DoctorCopy[]): readonly SaidLine[] {
  return toRepeated(copies)
    .filter(([, found]) => new Set(found.map(({ version }) => toMajor(version))).size > 1)
    .map(([name, found]) => ({ code: 'two-copies', message: `${name} is loaded in two majors: ${toPlaces(found)}.` }));
}

function toNotes({ lines, setUpBy, exit, otherProcesses }: Examination, report: DoctorReport): readonly SaidLine[] {
  const notes: SaidLine[] = toRepeated(report.copies)
    .filter(([, found]) => new Set(found.map(({ version }) => toMajor(version))).size === 1)
    .map(([name, found]) => ({ code: 'two-copies', message: `${name} is loaded twice: ${toPlaces(found)}.` }));
  if (report.state === 'running' && countSpans(report) === 0)
    notes.push({
      code: 'no-spans',
      message: 'no span ended while it ran. Send it a request meanwhile, or let it run longer with --for.',
    });
  if (setUpBy === 'doctor' && lines.some(({ code }) => code === 'called-twice'))
    notes.push({
      code: 'called-twice',
      message: 'the program calls register() itself; --as-is shows it as it starts without the set-up of this command.',
    });
  if (exit.killed)
    notes.push({ code: 'killed', message: 'the program did not end within 5 s of SIGTERM and was killed.' });
  if (otherProcesses > 0)
    notes.push({
      code: 'more-processes',
      message: `${otherProcesses} more Node.js processes ran; this is about the busiest.`,
    });
  return notes;
}

/** Packages that are loaded from more than one place. */
export function toRepeated(copies: readonly DoctorCopy[]): readonly (readonly [string, readonly DoctorCopy[]])[] {
  return [...new Set(copies.map((copy) => copy.package))]
    .map((name) => [name, copies.filter((copy) => copy.package === name)] as const)
    .filter(([, found]) => found.length > 1);
}

function toPlaces(copies: readonly DoctorCopy[]): string {
  return copies.map(({ version, path }) => `${version} (${path})`).join(', ');
}

function toMajor(version: string): string {
  const [major = '', minor = ''] = version.split('.');
  return major === '0' ? `0.${minor}` : major;
}
