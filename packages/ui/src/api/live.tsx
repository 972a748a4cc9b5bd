import { useQueryClient } from '@tanstack/react-query';
import type { Query } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import type { LiveStatus } from '@seatrial/server';
import { forgetFirstAnswers, readFirstAsOf, readFirstStatus } from './first-answers.ts';

type Connection = 'connecting' | 'live' | 'reconnecting';

export interface Live {
  readonly connection: Connection;
  /** Undefined until the first event. */
  readonly status: LiveStatus | undefined;
  /** Milliseconds since the Unix epoch, where what is shown lay ready since then and is being asked for again. */
  readonly asOf?: number | undefined;
}

/** At most this often answers are asked for again. */
const refreshMs = 5000;
/** Time for the first paint, before answers that lay ready are asked for again. */
const renewAfterMs = 100;

const isLive = ({ meta }: Query): boolean => meta?.['live'] === true;

const LiveContext = createContext<Live>({ connection: 'connecting', status: undefined });

export function useLive(): Live {
  return useContext(LiveContext);
}

/** Follows the server's stream, and has live answers asked for again when something came in or the server is a new one. */
export function LiveProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const client = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');
  const [status, setStatus] = useState<LiveStatus | undefined>(readFirstStatus);
  const [asOf, setAsOf] = useState(readFirstAsOf);
  useEffect(() => {
    const stream = new EventSource('/api/status/stream');
    let last = readFirstStatus();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ predicate: isLive });
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
    const outdated = readFirstAsOf() !== undefined;
    forgetFirstAnswers();
    // After what lay ready has been painted: until new answers are there it stands as what it is.
    const renewal = setTimeout(() => {
      if (!outdated) return;
      client.refetchQueries({ predicate: isLive }, { throwOnError: true }).then(
        () => setAsOf(undefined),
        () => undefined,
      );
    }, renewAfterMs);
    return () => {
      clearTimeout(timer);
      clearTimeout(renewal);
      stream.close();
    };
  }, [client]);
  const live = useMemo(() => ({ connection, status, asOf }), [connection, status, asOf]);
  return <LiveContext value={live}>{children}</LiveContext>;
}
