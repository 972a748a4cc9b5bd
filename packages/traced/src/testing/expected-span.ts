import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { SpanNode } from './recorded-span.ts';

/** A value, a pattern for its text, or a test of it. */
export type ExpectedValue =
  | string
  | number
  | boolean
  | readonly (string | number | boolean)[]
  | RegExp
  | ((value: unknown) => boolean);

/** What a span should be. What is left out is not looked at, but for `spans`: a span has exactly the children named. */
export interface ExpectedSpan {
  readonly name: string | RegExp;
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly status?: 'unset' | 'ok' | 'error';
  /** These attributes, whatever else there is; `undefined` for one that must not be there. */
  readonly attributes?: Readonly<Record<string, ExpectedValue | undefined>>;
  /** The exception event: a part of its message, a pattern, or `false` for none. */
  readonly exception?: string | RegExp | false;
  /** The children, in the order of their starts. Default: none. `'any'` does not look. */
  readonly spans?: readonly ExpectedSpan[] | 'any';
}

/** Everything in which a span differs; empty where it is as expected. Children are compared elsewhere. */
export function findDifferences(expected: ExpectedSpan, { span }: SpanNode): readonly string[] {
  const differences: string[] = [];
  const differ = (what: string, wanted: unknown, found: unknown): void => {
    differences.push(`${what} is ${show(found)}, not ${show(wanted)}`);
  };
  if (!matches(expected.name, span.name)) differ('name', expected.name, span.name);
  const kind = SpanKind[span.kind].toLowerCase();
  if (expected.kind !== undefined && expected.kind !== kind) differ('kind', expected.kind, kind);
  const status = SpanStatusCode[span.status.code].toLowerCase();
  if (expected.status !== undefined && expected.status !== status) differ('status', expected.status, status);
  if (!span.ended) differences.push('it has not ended');
  for (const [key, wanted] of Object.entries(expected.attributes ?? {})) {
    const found = span.attributes[key];
    if (wanted === undefined ? found !== undefined : !matches(wanted, found)) differ(key, wanted, found);
  }
  const { exception } = expected;
  const found = span.events.find(({ name }) => name === 'exception')?.attributes?.['exception.message'];
  if (exception === false) {
    if (found !== undefined) differ('exception', undefined, found);
  } else if (exception !== undefined) {
    const isIt = typeof exception === 'string' ? String(found ?? '').includes(exception) : matches(exception, found);
    if (found === undefined || !isIt) differ('exception', exception, found);
  }
  return differences;
}

function matches(wanted: ExpectedValue, found: unknown): boolean {
  if (wanted instanceof RegExp) return new RegExp(wanted.source, wanted.flags.replace(/[gy]/g, '')).test(String(found));
  if (typeof wanted === 'function') return wanted(found);
  if (typeof wanted === 'object') return JSON.stringify(wanted) === JSON.stringify(found);
  return Object.is(wanted, found);
}

export function show(value: unknown): string {
  if (value === undefined) return 'absent';
  if (typeof value === 'function') return value.name === '' ? 'what the function accepts' : value.name;
  return value instanceof RegExp ? String(value) : JSON.stringify(value);
}
