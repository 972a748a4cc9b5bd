import { cohortPrefix, flagPrefix } from '@seatrial/model';
import type { JsonValue, SpanRow } from '@seatrial/store';
import type { Terminal } from '../terminal.ts';
import { formatMs } from './number.ts';
import { toReleaseColour } from './release-colour.ts';
import { shorten } from './table.ts';
import { formatClock } from './time.ts';

/** One line for one span: when, in which trace, who in which release, what, how long, how it went, for whom. */
export function formatSpanLine(span: SpanRow, terminal: Terminal): string {
  const release = [span.service, span.version, span.ring].filter((part) => part !== '').join(' ');
  const plain = [
    formatClock(span.start),
    span.traceId.slice(0, 8),
    release,
    `${span.kind} ${span.name}`,
    formatMs(span.durationMs),
    ...(span.error ? [`ERROR${toErrorText(span)}`] : []),
    ...toCohorts(span.attributes),
  ].join('  ');
  const line = shorten(plain, terminal.width);
  const painted = line.replace(release, () => terminal.paint(toReleaseColour(`${span.version} ${span.ring}`), release));
  return painted.replace('  ERROR', () => `  ${terminal.paint('red', 'ERROR')}`);
}

/** The span, whole, under its line. */
export function formatSpanBlock(span: SpanRow, terminal: Terminal): string {
  const lines = [formatSpanLine(span, terminal)];
  const add = (title: string, values: Readonly<Record<string, JsonValue>>): void => {
    for (const [name, value] of Object.entries(values))
      lines.push(
        shorten(
          `  ${title}${name} = ${typeof value === 'string' ? value : JSON.stringify(value)}`.replaceAll('\n', '\n    '),
          Number.POSITIVE_INFINITY,
        ),
      );
  };
  lines.push(
    `  trace ${span.traceId}, span ${span.spanId}${span.parentSpanId === '' ? '' : `, parent ${span.parentSpanId}`}`,
  );
  if (span.statusMessage !== '') lines.push(`  status message: ${span.statusMessage}`);
  add('', span.attributes);
  add('resource ', span.resource);
  for (const event of span.events) {
    lines.push(`  event ${event.name} at ${formatClock(event.time)}`);
    add('  ', event.attributes);
  }
  for (const link of span.links) lines.push(`  link to trace ${link.traceId}, span ${link.spanId}`);
  return lines.join('\n');
}

/** Why it failed, in the words of the exception or the status. */
export function toErrorText(span: SpanRow): string {
  const exception = span.events.find((event) => event.name === 'exception')?.attributes;
  const type = exception?.['exception.type'] ?? span.attributes['error.type'];
  const message = exception?.['exception.message'] ?? (span.statusMessage || undefined);
  const text = [type, message]
    .filter((part) => part !== undefined && part !== null)
    .map(String)
    .join(': ');
  return text === '' ? '' : ` ${text.split('\n')[0]}`;
}

/** Flags and cohorts as a selector writes them. */
export function toCohorts(attributes: SpanRow['attributes']): readonly string[] {
  return Object.entries(attributes).flatMap(([name, value]) => {
    if (name.startsWith(flagPrefix)) return [`flag.${name.slice(flagPrefix.length)}=${String(value)}`];
    return name.startsWith(cohortPrefix) ? [`cohort.${name.slice(cohortPrefix.length)}=${String(value)}`] : [];
  });
}
