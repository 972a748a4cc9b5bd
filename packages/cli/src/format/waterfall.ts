import stringWidth from 'string-width';
import type { LogRow, SpanRow } from '@seatrial/store';
import type { Terminal } from '../terminal.ts';
import { formatMs } from './number.ts';
import { toReleaseColour } from './release-colour.ts';
import { toSpanNotes } from './span-notes.ts';
import type { NoteOptions } from './span-notes.ts';
import { toSpanTree } from './span-tree.ts';
import type { TreeSpan } from './span-tree.ts';
import { shorten } from './table.ts';

export interface WaterfallOptions extends NoteOptions {
  readonly spans: readonly SpanRow[];
  readonly logs: readonly LogRow[];
  /** Spans shown at most. */
  readonly limit: number;
}

const widest = 160;
const narrowest = 60;

/** A trace as a tree with bars: who, what, when within the trace, how long. */
export function formatWaterfall(options: WaterfallOptions, terminal: Terminal): string {
  const { spans, logs, limit } = options;
  const width = Math.max(narrowest, Math.min(terminal.width, widest));
  const from = Math.min(...spans.map((span) => Date.parse(span.start)));
  const to = Math.max(...spans.map((span) => Date.parse(span.start) + Math.max(0, span.durationMs)));
  const tree = toSpanTree(spans);
  const shown = tree.slice(0, limit);
  const label = Math.min(Math.floor(width * 0.55), Math.max(...shown.map((entry) => stringWidth(toLabel(entry)))));
  const scale = { from, to: Math.max(to, from + 0.001), label, bar: width - label - 14 };
  const bySpan = Map.groupBy(logs, (log) => log.spanId);
  const lines = shown.flatMap((entry) => [
    formatSpan(entry, scale, terminal),
    ...toSpanNotes(entry.span, entry.parent, bySpan.get(entry.span.spanId) ?? [], options).map(({ style, text }) =>
      terminal.paint(style, shorten(`${'  '.repeat(entry.depth + 1)}${text}`, width)),
    ),
  ]);
  const known = new Set(shown.map(({ span }) => span.spanId));
  const loose = logs.filter(({ spanId }) => !known.has(spanId)).length;
  const services = new Set(spans.map((span) => span.service)).size;
  const head = `${new Date(from).toISOString()} · ${formatMs(to - from)} · ${count(spans.length, 'span')} · ${count(services, 'service')}`;
  const more = tree.length - shown.length;
  const rest = [
    ...(more > 0 ? [`${count(more, 'span')} more; --all shows all of them.`] : []),
    ...(loose > 0 ? [`${count(loose, 'log')} of spans that are not shown or were not received.`] : []),
  ];
  return [`trace ${spans[0]?.traceId}`, head, '', ...lines, ...(rest.length > 0 ? ['', ...rest] : [])].join('\n');
}

interface Scale {
  readonly from: number;
  readonly to: number;
  readonly label: number;
  readonly bar: number;
}

function formatSpan(entry: TreeSpan, scale: Scale, terminal: Terminal): string {
  const { span } = entry;
  const start = Math.floor(((Date.parse(span.start) - scale.from) / (scale.to - scale.from)) * scale.bar);
  const length = Math.round((Math.max(0, span.durationMs) / (scale.to - scale.from)) * scale.bar);
  const at = Math.min(start, scale.bar - 1);
  const bar = '█'.repeat(Math.max(1, Math.min(length, scale.bar - at)));
  const text = shorten(toLabel(entry), scale.label);
  const padded = text + ' '.repeat(scale.label - stringWidth(text));
  const colour = span.error ? 'red' : toReleaseColour(`${span.version} ${span.ring}`);
  return `${padded}  ${' '.repeat(at)}${terminal.paint(colour, bar)}${' '.repeat(scale.bar - at - bar.length)}  ${formatMs(span.durationMs).padStart(10)}`;
}

/** The name, and the release where it is another than the parent's. */
function toLabel({ span, depth, parent, orphan }: TreeSpan): string {
  const release = toRelease(span);
  const boundary = parent === undefined || toRelease(parent) !== release;
  return `${'  '.repeat(depth)}${orphan ? '(parent not received) ' : ''}${span.name}${boundary ? ` · ${release}` : ''}`;
}

function toRelease(span: SpanRow): string {
  return [span.service, span.version, span.ring].filter((part) => part !== '').join(' ');
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
