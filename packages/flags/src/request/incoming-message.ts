import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

const channel = 'http.server.request.start';

/** Finds the request that a carrier of headers belongs to. */
export interface IncomingMessages {
  find(carrier: unknown): IncomingMessage | undefined;
  stop(): void;
}

/**
 * Remembers each request by its headers object. A propagator sees the headers alone; who sent them and what the
 * application's authentication found out is known to the request. Node.js announces it before any listener runs, so
 * this works whichever instrumentation extracts, and for requests that are not sampled.
 */
export function followIncomingMessages(): IncomingMessages {
  /** The request that was announced last: most are asked for before the next one comes. */
  let latest: IncomingMessage | undefined;
  let isFound = false;
  // Only for those that are not: the collector of short-lived objects keeps what a WeakMap holds, sockets and all.
  const others = new WeakMap<IncomingHttpHeaders, IncomingMessage>();
  const remember = (message: unknown): void => {
    if (latest !== undefined && !isFound) others.set(latest.headers, latest);
    latest = (message as { readonly request: IncomingMessage }).request;
    isFound = false;
  };
  subscribe(channel, remember);
  return {
    find(carrier) {
      if (typeof carrier !== 'object' || carrier === null) return undefined;
      if (latest?.headers !== carrier) return others.get(carrier as IncomingHttpHeaders);
      isFound = true;
      return latest;
    },
    stop() {
      unsubscribe(channel, remember);
      latest = undefined;
    },
  };
}
