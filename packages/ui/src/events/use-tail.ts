import { useEffect, useRef } from 'react';
import type { LogsMessage, SpansMessage } from '@seatrial/server';
import { toAnswerUrl } from '../api/ask.ts';

/** What arrived since the message before. */
interface TailMessage<R> {
  readonly rows: readonly R[];
  /** More than rows in a burst. */
  readonly matched: number;
  readonly seconds: number;
}

export interface TailOptions<R> {
  readonly name: 'spans' | 'logs';
  /** Of the API; its stream is below it. */
  readonly path: string;
  readonly where: string;
  readonly enabled: boolean;
  readonly onMessage: (message: TailMessage<R>) => void;
}

/** Rows of one message at most: the rest of a burst is counted. */
const mostOfMessage = 200;

/** Follows what arrives and matches; the browser goes on by itself after a restart of the server. */
export function useTail<R>({ name, path, where, enabled, onMessage }: TailOptions<R>): void {
  const listener = useRef(onMessage);
  useEffect(() => {
    listener.current = onMessage;
  });
  useEffect(() => {
    if (!enabled) return undefined;
    const stream = new EventSource(toAnswerUrl(`${path}/stream`, { where, limit: mostOfMessage }));
    stream.addEventListener(name, (event: MessageEvent<string>) => {
      const message = JSON.parse(event.data) as SpansMessage | LogsMessage;
      const rows = ('spans' in message ? message.spans : message.logs) as unknown as readonly R[];
      listener.current({ rows, matched: message.matched, seconds: message.seconds });
    });
    return () => stream.close();
  }, [name, path, where, enabled]);
}
