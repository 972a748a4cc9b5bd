import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import type { LiveStatus } from '@seatrial/server';

type Connection = 'connecting' | 'live' | 'reconnecting';

export interface Live {
  readonly connection: Connection;
  /** Undefined until the first event. */
  readonly status: LiveStatus | undefined;
}

/** At most this often answers are asked for again. */
const refreshMs = 5000;

const LiveContext = createContext<Live>({ connection: 'connecting', status: undefined });

export function useLive(): Live {
  return useContext(LiveContext);
}

/** Follows the server's stream, and has live answers asked for again when something came in or the server is a new one. */
export function LiveProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const client = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');
  const [status, setStatus] = useState<LiveStatus>();
  useEffect(() => {
    const stream = new EventSource('/api/status/stream');
    let last: LiveStatus | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ predicate: (query) => query.meta?.['live'] === true });
      }, refreshMs);
    };
    stream.addEventListener('open', () => setConnection('live'));
    stream.addEventListener('error', () => setConnection('reconnecting'));
    stream.addEventListener('status', (event: MessageEvent<string>) => {
      const now = JSON.parse(event.data) as LiveStatus;
      if (last !== undefined && last.startedAt !== now.startedAt) void client.invalidateQueries();
      else if (last !== undefined && last.received.requests !== now.received.requests) refresh();
      last = now;
      setStatus(now);
    });
    return () => {
      clearTimeout(timer);
      stream.close();
    };
  }, [client]);
  const live = useMemo(() => ({ connection, status }), [connection, status]);
  return <LiveContext value={live}>{children}</LiveContext>;
}
