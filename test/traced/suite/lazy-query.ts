import { trace } from '@opentelemetry/api';

type Callback<T> = ((value: T) => unknown) | null | undefined;

/** A query builder as knex, Drizzle and Mongoose have them: it runs when it is awaited, each time. */
export class LazyQuery {
  runs = 0;
  readonly words: string[] = [];

  where(word: string): this {
    this.words.push(word);
    return this;
  }

  // oxlint-disable-next-line unicorn/no-thenable -- this is what it is about
  then(onFulfilled?: Callback<readonly string[]>, onRejected?: Callback<unknown>): Promise<unknown> {
    this.runs += 1;
    trace.getTracer('inside').startSpan('inside query').end();
    const work = new Promise<readonly string[]>((resolve, reject) => {
      setTimeout(() => (this.words.includes('fail') ? reject(new Error('query failed')) : resolve(this.words)), 10);
    });
    return work.then(onFulfilled, onRejected);
  }
}
