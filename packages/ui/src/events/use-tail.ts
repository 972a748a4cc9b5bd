import { useEffect, useRef } from 'react';
import type { SpansMessage } from '@seatrial/server';
import { toAnswerUrl } from '../api/ask.ts';

export interface TailOptions {
  readonly where: string;
  readonly enabled: boolean;
  readonly onSpans: (message: SpansMessage) => void;
}

/** Spans of one message at most: the rest of a burst is counted. */
const mostOfMessage = 200;

/** Follows what arrives and matches; the browser goes on by itself after a restart of the server. */
export function useTail({ where, enabled, onSpans }: TailOptions): void {
  const listener = useRef(onSpans);
  useEffect(() => {
    listener.current = onSpans;
  });
  useEffect(() => {
    if (!enabled) return undefined;
    const stream = new EventSource(toAnswerUrl('/api/spans/stream', { where, limit: mostOfMessage }));
    stream.addEventListener('spans', (event: MessageEvent<string>) =>
      listener.current(JSON.parse(event.data) as SpansMessage),
    );
    return () => stream.close();
  }, [where, enabled]);
}
