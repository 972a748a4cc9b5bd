import type { ReceiveEvent } from '@seatrial/server';
import type { SeenRelease } from '@seatrial/store';
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
    const { stored, rejected, firstSeen } = event.result;
    for (const release of firstSeen) this.#once(`first span of ${describeRelease(release)}`);
    if (rejected > 0) this.#once(`${rejected} of a batch left out: ids that are none`);
    this.#counts.spans += stored.spans;
    this.#counts.logs += stored.logs;
    this.#counts.metrics += stored.metrics;
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

function describeRelease({ service, version, ring }: SeenRelease): string {
  return [service, version || '(version unknown)', ring === '' ? '' : `in ring ${ring}`]
    .filter((part) => part !== '')
    .join(' ');
}
