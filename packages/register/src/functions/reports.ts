import type { Batch } from '../export/batch.ts';
import { loadBeside } from '../load-beside.ts';
import type * as ReporterModule from './reporter.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';

/** Soon after the start, so that somebody who watches a roll-out sees which files were loaded. */
const firstAfterMs = 3000;

/** Begins to report; what does so is loaded with the first report, since a start has better to do. */
export class Reports {
  readonly #options: ReporterOptions;
  readonly #first: NodeJS.Timeout;
  #reporter: Reporter | undefined;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#first = setTimeout(() => this.#load().report(), Math.min(firstAfterMs, options.everyMs)).unref();
  }

  /** Posts all functions now. */
  flush(): void {
    this.#load().flush();
  }

  /** All functions as they are at the end of the process, encoded. */
  takeLast(): readonly Batch[] {
    return this.#load().take(true);
  }

  /** Posts all functions, and reports nothing any more but by `takeLast` and `flush`. */
  stop(): void {
    this.flush();
    this.#load().stop();
  }

  #load(): Reporter {
    clearTimeout(this.#first);
    return (this.#reporter ??= createReporter(this.#options));
  }
}

function createReporter(options: ReporterOptions): Reporter {
  const module = loadBeside('functions/reporter') as typeof ReporterModule;
  return new module.Reporter(options);
}
