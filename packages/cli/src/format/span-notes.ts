import { functionsTouched } from '@seatrial/model';
import type { JsonValue, LogRow, SpanRow } from '@seatrial/store';
import { parseStack } from '../stack/stack-frame.ts';
import type { StackFrame } from '../stack/stack-frame.ts';
import type { SourceMaps } from '../stack/source-maps.ts';
import { formatMs } from './number.ts';
import { toCohorts, toErrorText } from './span-line.ts';

export interface NoteOptions {
  /** Where frames are looked up; without it they are shown as they were recorded. */
  readonly maps?: SourceMaps;
  /** Frames of each stack at most; of the author's own code, where there is any. */
  readonly frames: number;
}

/** One line under a span of a waterfall, without its indent. */
export interface Note {
  readonly style: 'dim' | 'red' | 'yellow' | 'cyan';
  readonly text: string;
}

/** What there is to say of a span beside its bar: for whom it ran, changed functions, exceptions, logs, in that order. */
export function toSpanNotes(
  span: SpanRow,
  parent: SpanRow | undefined,
  logs: readonly LogRow[],
  options: NoteOptions,
): readonly Note[] {
  return [
    ...toCohortNotes(span, parent),
    ...toFunctionNotes(span),
    ...toErrorNotes(span, options),
    ...toLogNotes(span, logs, options),
  ];
}

/** Flags and cohorts, where they are others than the parent's. */
function toCohortNotes(span: SpanRow, parent: SpanRow | undefined): readonly Note[] {
  const known = new Set(parent === undefined ? [] : toCohorts(parent.attributes));
  const fresh = toCohorts(span.attributes).filter((text) => !known.has(text));
  return fresh.length === 0 ? [] : [{ style: 'dim', text: `⚑ ${fresh.join('  ')}` }];
}

function toFunctionNotes({ attributes }: SpanRow): readonly Note[] {
  const touched = attributes[functionsTouched];
  if (!Array.isArray(touched) || touched.length === 0) return [];
  return [
    {
      style: 'cyan',
      text: `ƒ ran changed ${touched.length === 1 ? 'function' : 'functions'} ${touched.map(String).join(', ')}`,
    },
  ];
}

function toErrorNotes(span: SpanRow, options: NoteOptions): readonly Note[] {
  const exceptions = span.events.filter(({ name }) => name === 'exception');
  if (exceptions.length === 0) return span.error ? [{ style: 'red', text: `✗${toErrorText(span) || ' failed'}` }] : [];
  return exceptions.flatMap(({ attributes }) => toExceptionNotes(attributes, span.error ? '✗' : '✗ caught:', options));
}

function toExceptionNotes(
  attributes: Readonly<Record<string, JsonValue>>,
  sign: string,
  { maps, frames }: NoteOptions,
): readonly Note[] {
  const text = (name: string): string => {
    const value = attributes[`exception.${name}`];
    return typeof value === 'string' ? value : '';
  };
  const what = [text('type'), text('message').split('\n')[0] ?? ''].filter((part) => part !== '').join(': ');
  const all = parseStack(text('stacktrace'));
  const own = all.filter((frame) => !frame.foreign);
  const chosen = frames >= all.length ? all : (own.length > 0 ? own : all).slice(0, frames);
  const left = all.length - chosen.length;
  return [
    { style: 'red', text: `${sign} ${what === '' ? 'an exception without a message' : what}` },
    ...chosen.map((frame): Note => {
      const caller = all[all.indexOf(frame) + 1];
      return { style: 'red', text: `    at ${formatFrame(frame, caller, maps)}` };
    }),
    ...(left > 0 ? [{ style: 'dim' as const, text: `    … ${left} more ${left === 1 ? 'frame' : 'frames'}` }] : []),
  ];
}

function formatFrame(frame: StackFrame, caller: StackFrame | undefined, maps: SourceMaps | undefined): string {
  const place = `${frame.file}:${frame.line}:${frame.column}`;
  const found = maps?.find(frame);
  if (found === undefined) return frame.name === '' ? place : `${frame.name} (${place})`;
  // A map knows names where they are used: that of a minified function where it was called.
  const called = /^\w{1,2}$/.test(frame.name) && caller !== undefined ? maps?.find(caller)?.name : undefined;
  const name = called === undefined || called === '' ? frame.name : called;
  const source = `${found.file}:${found.line}:${found.column}`;
  return `${name === '' ? source : `${name} (${source})`} ← ${place}`;
}

function toLogNotes(span: SpanRow, logs: readonly LogRow[], options: NoteOptions): readonly Note[] {
  return logs.flatMap((log): readonly Note[] => {
    const body = typeof log.body === 'string' ? log.body : JSON.stringify(log.body);
    const ms = Date.parse(log.time) - Date.parse(span.start);
    const when = Number.isNaN(ms) ? '' : `${ms < 0 ? '' : '+'}${formatMs(ms)} `;
    const line = `${when}${log.severity || log.eventName || 'log'}: ${body}`.replaceAll('\n', ' ');
    // From ERROR on it is what one looks for (OpenTelemetry's log data model, "Severity fields").
    const style = log.severityNumber >= 17 ? 'red' : log.severityNumber >= 13 ? 'yellow' : 'dim';
    const thrown = 'exception.type' in log.attributes || 'exception.stacktrace' in log.attributes;
    return [{ style, text: line }, ...(thrown ? toExceptionNotes(log.attributes, '✗', options) : [])];
  });
}
