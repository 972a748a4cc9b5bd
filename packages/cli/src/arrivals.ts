import { toServiceName, toText } from '@seatrial/model';
import type { SpanRecord } from '@seatrial/model';
import type { ReceiveEvent } from '@seatrial/server';
import { formatCount } from './format/number.ts';
import type { Terminal } from './terminal.ts';

/** Shows what arrives: each release once when it is first seen, each refusal once, and on a terminal a running count. */
export class Arrivals {
  readonly #terminal: Terminal;
  readonly #seen = new Set<string>();
  readonly #counts = { spans: 0, logs: 0, metrics: 0 };
  #line = '';

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  add(event: ReceiveEvent): void {
    if (event.kind === 'refused') {
      this.#once(`refused (${event.status}): ${event.message}`);
      return;
    }
    const { spans, logs, metrics } = event.batch;
    // Spans come by resource: one look at each run of them, and none at most spans of a busy receiver.
    let last: SpanRecord['resource'] | undefined;
    for (const span of spans) {
      if (span.resource === last) continue;
      last = span.resource;
      this.#once(`first span of ${describeRelease(span)}`);
    }
    if (event.rejected > 0) this.#once(`${event.rejected} of a batch left out: ids that are none`);
    this.#counts.spans += spans.length;
    this.#counts.logs += logs.length;
    this.#counts.metrics += metrics.length;
    this.#count();
  }

  summary(): string {
    const { spans, logs, metrics } = this.#counts;
    return `${formatCount(spans)} spans, ${formatCount(logs)} logs, ${formatCount(metrics)} metric points`;
  }

  #once(line: string): void {
    // A sender of ever new lines must not fill memory or screen.
    if (this.#seen.has(line) || this.#seen.size > 1000) return;
    this.#seen.add(line);
    if (this.#line !== '') process.stdout.write(`\r${' '.repeat(this.#line.length)}\r`);
    this.#terminal.print(line);
    this.#line = '';
  }

  #count(): void {
    if (!this.#terminal.live) return;
    const line = `received ${this.summary()}`;
    process.stdout.write(`\r${line.padEnd(this.#line.length)}`);
    this.#line = line;
  }
}

function describeRelease(span: SpanRecord): string {
  const value = (name: string): string => toText(span.resource.attributes[name] ?? span.attributes[name] ?? '');
  const ring = value('seatrial.ring');
  return [toServiceName(span), value('service.version') || '(version unknown)', ring === '' ? '' : `in ring ${ring}`]
    .filter((part) => part !== '')
    .join(' ');
}
