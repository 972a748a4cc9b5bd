import { isMainThread } from 'node:worker_threads';
import { findRecorder } from './doctor/recorder.ts';

/** What a line is about; each has a section in docs/what-can-go-wrong.md. */
export const lineCodes = [
  'bad-setting',
  'bad-option',
  'called-twice',
  'clock-skew',
  'declarative-configuration',
  'exit-cut',
  'export-stopped',
  'flags',
  'functions',
  'loaded-too-early',
  'lost',
  'no-service-name',
  'not-sent',
  'nothing-patched',
  'old-node',
  'other-provider',
  'provider-refused',
  'release-incomplete',
  'release-note',
  'sdk-error',
  'sent-again',
  'telemetry-off',
  'two-copies',
] as const;

export type LineCode = (typeof lineCodes)[number];

/** Where the lines are explained. */
const page = 'https://github.com/seatrial/seatrial/blob/main/docs/what-can-go-wrong.md';

const said = new Set<string>();
/** Lines of OpenTelemetry's own errors may differ each time. */
const mostSaid = 1000;

/**
 * Says one plain line on stderr, once per process: what was given, what happens instead, what to do, and where that is
 * explained. Worker threads and the children of a process that has said it stay quiet; so does `OTEL_LOG_LEVEL=NONE`.
 */
export function sayLine(code: LineCode, message: string): void {
  if (said.has(message) || said.size >= mostSaid) return;
  said.add(message);
  repeatLine(code, message);
}

/** Like {@link sayLine}, as often as it is called: for what the caller itself says at most once an hour. */
export function repeatLine(code: LineCode, message: string): void {
  if (!isMainThread) return;
  findRecorder()?.line(code, message);
  if (isQuiet()) return;
  try {
    process.stderr.write(`seatrial: ${message} [${page}#${code}]\n`);
  } catch {
    // A closed stderr must not reach the application.
  }
}

function isQuiet(): boolean {
  return process.env['OTEL_LOG_LEVEL']?.toUpperCase() === 'NONE' || process.env[speaker] === toSpeaker(process.ppid);
}

const speaker = 'SEATRIAL_SPEAKER';

function toSpeaker(pid: number): string {
  return `${pid} ${process.argv[1] ?? ''}`;
}

/** From now on processes that this one starts for the same script (cluster, fork) leave the lines to it. */
export function speakForChildren(): void {
  if (isMainThread && !isQuiet()) process.env[speaker] = toSpeaker(process.pid);
}
