import { setTimeout as sleep } from 'node:timers/promises';
import type { FollowQuery } from '@seatrial/store';
import type { ErrorAnswer } from '../api.ts';
import { toHttpError } from '../http-error.ts';

/** Calls a listener whenever spans or logs were stored, until the function that it answers with is called. */
export type Arrived = (listener: () => void) => () => void;

/** What is followed. */
export interface Following {
  /** The name of its events. */
  readonly event: 'spans' | 'logs';
  readonly look: (query: FollowQuery) => Promise<{ readonly matched: number; readonly cursor: number }>;
}

export interface ArrivalStreamOptions extends Following {
  readonly arrived: Arrived;
  readonly query: FollowQuery;
  readonly signal: AbortSignal;
}

/** Between two looks: twice a second is live to the eye, and leaves the store its large transactions. */
const lookEveryMs = 400;
/** What comes by other ways than the receiver (an import) is seen after this long; as is a connection that is dead. */
const quietMs = 5000;

/** What arrives, as the text of server-sent events (HTML Living Standard, 9.2). It ends with the signal, or after a failure. */
export async function* streamArrivals({
  event,
  look,
  arrived,
  query,
  signal,
}: ArrivalStreamOptions): AsyncGenerator<string> {
  let wake = (): void => undefined;
  let fresh = true;
  const stop = arrived(() => {
    fresh = true;
    wake();
  });
  signal.addEventListener('abort', () => wake(), { once: true });
  try {
    let { after } = query;
    let before = performance.now();
    while (!signal.aborted) {
      fresh = false;
      const found = await look({ ...query, ...(after === undefined ? {} : { after }) });
      const now = performance.now();
      const seconds = (now - before) / 1000;
      if (found.matched > 0 || after === undefined) yield toEvent(event, { ...found, seconds }, found.cursor);
      else yield ': quiet\n\n';
      before = now;
      after = found.cursor;
      await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
      if (!fresh && !signal.aborted)
        await Promise.race([
          new Promise<void>((resolve) => (wake = resolve)),
          sleep(quietMs, undefined, { signal, ref: false }).catch(() => undefined),
        ]);
    }
  } catch (error) {
    const { code, message } = toHttpError(error);
    yield toEvent('failure', { error: { code, message } } satisfies ErrorAnswer);
  } finally {
    stop();
  }
}

function toEvent(name: string, data: unknown, id?: number): string {
  // JSON has no line ends outside of its texts, where they are escaped: one line of data is enough.
  return `event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}
