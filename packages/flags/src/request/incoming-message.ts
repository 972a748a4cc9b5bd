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
  const requests = new WeakMap<IncomingHttpHeaders, IncomingMessage>();
  const remember = (message: unknown): void => {
    const { request } = message as { readonly request: IncomingMessage };
    requests.set(request.headers, request);
  };
  subscribe(channel, remember);
  return {
    find: (carrier) =>
      typeof carrier === 'object' && carrier !== null ? requests.get(carrier as IncomingHttpHeaders) : undefined,
    stop: () => void unsubscribe(channel, remember),
  };
}
