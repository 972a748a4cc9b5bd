import type { LiveStatus } from '@seatrial/server';
import { toAnswerUrl } from './ask.ts';
import type { Query } from './ask.ts';

/** An answer that came with the page itself. */
export interface FirstAnswer {
  /** Milliseconds since the Unix epoch: when the server asked for it. */
  readonly asOf: number;
  /** False where more has come since. */
  readonly current: boolean;
  readonly answer: unknown;
}

interface FirstAnswers {
  /** What the server had received when it sent the page. */
  readonly live?: LiveStatus;
  readonly answers: Readonly<Record<string, FirstAnswer>>;
}

const none: FirstAnswers = { answers: {} };
let first: FirstAnswers | undefined;

function read(): FirstAnswers {
  first ??= JSON.parse(document.getElementById('first-answers')?.textContent || '{"answers":{}}') as FirstAnswers;
  return first;
}

/** What came with the page to a question, until {@link forgetFirstAnswers}. */
export function findFirstAnswer(path: string, query: Query): FirstAnswer | undefined {
  const url = new URL(toAnswerUrl(path, query), window.location.href);
  url.searchParams.sort();
  return read().answers[url.pathname + url.search];
}

export function readFirstStatus(): LiveStatus | undefined {
  return read().live;
}

/** As of when the oldest of them is that is not current; undefined where all are. */
export function readFirstAsOf(): number | undefined {
  const old = Object.values(read().answers).filter(({ current }) => !current);
  return old.length === 0 ? undefined : Math.min(...old.map(({ asOf }) => asOf));
}

/** What is asked from now on is asked of the server. */
export function forgetFirstAnswers(): void {
  first = none;
}
