import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveStatus } from '../api.ts';
import { toAnswerPath, toFirstQuestions } from './first-questions.ts';

/** An answer that lies ready for a view. */
export interface FirstAnswer {
  readonly path: string;
  /** JSON. */
  readonly text: string;
  /** Milliseconds since the Unix epoch: when it was asked for. */
  readonly asOf: number;
  /** False where something has come since, or a minute is over, in which a batch may have closed. */
  readonly current: boolean;
}

/** When a question was asked, and how many requests had been received by then. */
export interface Asked {
  readonly at: number;
  readonly requests: number;
}

export interface FirstAnswersOptions {
  /** Asks the API; the answer comes back by {@link FirstAnswers.keep}. */
  readonly ask: (path: string) => Promise<void>;
  readonly live: () => LiveStatus;
}

interface Kept extends Asked {
  readonly text: string;
  readonly parsed: unknown;
}

const minuteMs = 60_000;
const startMs = 300;
/** These are looked at first by whoever comes; others are kept for an hour after somebody looked at them. */
const entrances: readonly string[] = ['/', '/release'];
const hourMs = 60 * minuteMs;
const mostViews = 8;
/** Times as long as a round took, so that a hundredth of the time is spent on asking at most. */
const leastPause = 100;
/** A batch closes a minute after its end: until then an answer can change though nothing comes. */
const settlesMs = 3 * minuteMs;
/** Answered from a few lines, and changed by what is told and not by what is received. */
const cheap = /^\/api\/(deploys|rollouts)\b/;

/**
 * Answers that lie ready when somebody opens the page, so that its HTML brings them along. They are asked for when the
 * server starts, again a minute after something came, and whatever the page itself is answered is kept as well.
 */
export class FirstAnswers {
  readonly #options: FirstAnswersOptions;
  readonly #views = new Map<string, number>();
  readonly #kept = new Map<string, Kept>();
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: FirstAnswersOptions) {
    this.#options = options;
  }

  /** Begins to ask; nothing of it keeps the process alive. */
  start(): void {
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** Of a question that is asked now. */
  now(): Asked {
    return { at: Date.now(), requests: this.#options.live().received.requests };
  }

  /** Keeps an answer if a view that is looked at begins with it. */
  keep(url: string, text: string, asked: Asked): void {
    const path = toCanonical(url);
    const known = this.#kept.get(path);
    if ((known !== undefined && known.at > asked.at) || !this.#listWanted().has(path)) return;
    this.#kept.set(path, { ...asked, text, parsed: JSON.parse(text) });
  }

  /** What lies ready for a view, which is kept up to date from now on. */
  async collect(address: string): Promise<readonly FirstAnswer[]> {
    this.#note(address);
    const questions = toFirstQuestions(address, this.#known);
    await Promise.all(questions.filter((path) => cheap.test(path)).map((path) => this.#ask(path)));
    return questions.flatMap((path): readonly FirstAnswer[] => {
      const kept = this.#kept.get(path);
      return kept === undefined ? [] : [{ path, text: kept.text, asOf: kept.at, current: this.#isCurrent(kept) }];
    });
  }

  #note(address: string): void {
    if (toFirstQuestions(address, this.#known).length === 0 || entrances.includes(address)) return;
    this.#views.delete(address);
    this.#views.set(address, Date.now());
    for (const [view, at] of this.#views)
      if (this.#views.size > mostViews || at < Date.now() - hourMs) this.#views.delete(view);
  }

  readonly #known = (path: string): unknown => this.#kept.get(path)?.parsed;

  #listViews(): readonly string[] {
    return [...entrances, ...this.#views.keys()];
  }

  #listWanted(): ReadonlySet<string> {
    return new Set(this.#listViews().flatMap((view) => toFirstQuestions(view, this.#known)));
  }

  #isCurrent({ at, requests }: Asked): boolean {
    const now = this.now();
    return requests === now.requests && now.at - at < minuteMs;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    const pauseFor = (ms: number): Promise<void> => sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
    let cameAt = Date.now();
    let seen: number | undefined;
    // What has just been started opens its ports first.
    await pauseFor(startMs);
    while (!signal.aborted) {
      const { at, requests } = this.now();
      if (requests !== seen) cameAt = at;
      seen = requests;
      if (at - cameAt < settlesMs) await this.#refresh(at - minuteMs / 2);
      const pause = Math.max(minuteMs, (Date.now() - at) * leastPause);
      await pauseFor(pause);
    }
  }

  /** Asks again what was asked before `since`, one after the other, so that whoever else asks is not held up. */
  async #refresh(since: number): Promise<void> {
    const done = new Set<string>();
    for (const view of this.#listViews())
      for (;;) {
        const next = toFirstQuestions(view, this.#known).find((path) => !done.has(path));
        if (next === undefined || this.#stop.signal.aborted) break;
        done.add(next);
        if ((this.#kept.get(next)?.at ?? 0) < since) await this.#ask(next);
      }
    const wanted = this.#listWanted();
    for (const path of this.#kept.keys()) if (!wanted.has(path)) this.#kept.delete(path);
  }

  async #ask(path: string): Promise<void> {
    // What cannot be answered is not there, and the page will be told why.
    await this.#options.ask(path).catch(() => undefined);
  }
}

function toCanonical(url: string): string {
  const { pathname, searchParams } = new URL(url, 'http://page');
  return toAnswerPath(pathname, Object.fromEntries(searchParams));
}
