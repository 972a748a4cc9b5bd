import { randomBytes } from 'node:crypto';
import type { Store } from '@seatrial/store';
import type { ReceivedCounts, ServerState } from './api.ts';
import { createApiServer } from './api-server.ts';
import { listen } from './listen.ts';
import { createReceiver } from './receiver.ts';
import type { ReceiveEvent } from './receiver.ts';
import { removeServerState, writeServerState } from './state.ts';

export interface ServerOptions {
  readonly store: Store;
  /** The version to report. */
  readonly version: string;
  /** Default `127.0.0.1`. Any other than loopback makes OTLP want the token, too. */
  readonly host?: string;
  /** Default 4318; 0 takes any. */
  readonly otlpPort?: number;
  /** Default 4319; 0 takes any. */
  readonly apiPort?: number;
  /** Where `server.json` is left for the command to find. Default: nowhere. */
  readonly stateDirectory?: string;
  /** Default: 32 random bytes. */
  readonly token?: string;
  /** Where the store's data is, for `server.json`. */
  readonly storeLocation?: string;
  /** Called for what arrives and what is refused. It must not throw. */
  readonly onEvent?: (event: ReceiveEvent) => void;
}

export interface RunningServer {
  readonly state: ServerState;
  received(): ReceivedCounts;
  /** Takes no more requests, finishes those it has, and removes `server.json`. The store stays open. */
  close(): Promise<void>;
}

/**
 * Opens both ports: OTLP/HTTP and the JSON API.
 * @throws SeatrialError `SEATRIAL_PORT_TAKEN`, `SEATRIAL_BAD_ARGUMENT`; no port stays open then.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { store, version, host = '127.0.0.1', stateDirectory } = options;
  const token = options.token ?? randomBytes(32).toString('base64url');
  const counts = { requests: 0, refused: 0, spans: 0, logs: 0, metrics: 0 };
  const onEvent = (event: ReceiveEvent): void => {
    counts.requests += 1;
    if (event.kind === 'refused') counts.refused += 1;
    else {
      counts.spans += event.batch.spans.length;
      counts.logs += event.batch.logs.length;
      counts.metrics += event.batch.metrics.length;
    }
    options.onEvent?.(event);
  };
  const startedAt = new Date().toISOString();
  const receiver = createReceiver({ store, host, token, onEvent });
  const api = createApiServer({
    store,
    host,
    token,
    status: async () => {
      const { otlpUrl, apiUrl } = state;
      return {
        version,
        pid: process.pid,
        startedAt,
        otlpUrl,
        apiUrl,
        received: { ...counts },
        store: await store.stats(),
      };
    },
  });
  const otlpUrl = await listen(receiver, host, options.otlpPort ?? 4318, {
    what: 'OTLP/HTTP',
    flag: '--otlp-port',
    variable: 'OTEL_EXPORTER_OTLP_ENDPOINT',
  });
  const apiUrl = await listen(api, host, options.apiPort ?? 4319, { what: 'the API', flag: '--api-port' }).catch(
    async (error: unknown) => {
      await receiver.close();
      throw error;
    },
  );
  const state: ServerState = {
    pid: process.pid,
    startedAt,
    version,
    otlpUrl,
    apiUrl,
    token,
    store: options.storeLocation ?? '',
  };
  if (stateDirectory !== undefined) writeServerState(stateDirectory, state);
  return {
    state,
    received: () => ({ ...counts }),
    async close() {
      if (stateDirectory !== undefined) removeServerState(stateDirectory, process.pid);
      await Promise.all([receiver.close(), api.close()]);
    },
  };
}
