import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Store } from '@seatrial/store';
import type { RolloutPlan } from '@seatrial/trial';
import type { ReceivedCounts, ServerState } from './api.ts';
import { createApiServer } from './api-server.ts';
import { listen } from './listen.ts';
import { createGrpcReceiver } from './grpc-receiver.ts';
import { Intake } from './intake.ts';
import type { ReceiveEvent } from './intake.ts';
import { createReceiver } from './receiver.ts';
import { observeServer } from './own-metrics.ts';
import { createReleaseChanges } from './ledger/release-changes.ts';
import { createNotifier } from './notifications/notifier.ts';
import type { Notifier } from './notifications/notifier.ts';
import { createMemoryRecords } from './records/memory-records.ts';
import { createRecordFile, recordFileName } from './records/record-file.ts';
import type { Records } from './records/records.ts';
import { readPageFiles } from './page/page-files.ts';
import { readPageKey } from './page/page-key.ts';
import { createPageSession } from './page/page-session.ts';
import { removeServerState, writeServerState } from './state.ts';

export interface ServerOptions {
  readonly store: Store;
  /** Seatrial's own records. Default: a file in the state directory, else in memory. */
  readonly records?: Records;
  /** Stages and objectives of a service. Default: no stages, and the default objectives. */
  readonly plan?: (service: string) => RolloutPlan;
  /** Who is told what gates have answered. Default: nobody. */
  readonly notifier?: Notifier;
  /** The version to report. */
  readonly version: string;
  /** Default `127.0.0.1`. Any other than loopback makes OTLP want the token, too. */
  readonly host?: string;
  /** Names by which the ports may be called beside addresses: `seatrial.example.com`. Default: none. */
  readonly allowedHosts?: readonly string[];
  /** OTLP/HTTP. Default 4318; 0 takes any. */
  readonly otlpPort?: number;
  /** OTLP/gRPC. Default 4317; 0 takes any. */
  readonly grpcPort?: number;
  /** Default 4319; 0 takes any. */
  readonly apiPort?: number;
  /** Where `server.json` is left for the command to find. Default: nowhere. */
  readonly stateDirectory?: string;
  /** Default: 32 random bytes. */
  readonly token?: string;
  /** The folder of the built page, `dist` of @seatrial/ui. Default: no page. */
  readonly page?: string;
  /** Where the store's data is, for `server.json`. */
  readonly storeLocation?: string;
  /** Bytes of export requests that may be in work at once; beyond it senders get 429. Default 128 MiB. */
  readonly inFlightBytes?: number;
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
 * Opens the ports: OTLP/HTTP, OTLP/gRPC, and the JSON API with the page.
 * @throws SeatrialError `SEATRIAL_PORT_TAKEN`, `SEATRIAL_BAD_ARGUMENT`; no port stays open then.
 */
export async function openServer(options: ServerOptions): Promise<RunningServer> {
  const { store, version, host = '127.0.0.1', stateDirectory } = options;
  const allowedHosts = (options.allowedHosts ?? []).map((name) => name.toLowerCase());
  const token = options.token ?? randomBytes(32).toString('base64url');
  const counts = { requests: 0, refused: 0, spans: 0, logs: 0, metrics: 0 };
  const listeners = new Set<() => void>();
  const onEvent = (event: ReceiveEvent): void => {
    counts.requests += 1;
    if (event.kind === 'refused') counts.refused += 1;
    else {
      counts.spans += event.result.stored.spans;
      counts.logs += event.result.stored.logs;
      counts.metrics += event.result.stored.metrics;
      if (event.result.stored.spans + event.result.stored.logs > 0) for (const listener of listeners) listener();
    }
    options.onEvent?.(event);
  };
  const startedAt = new Date().toISOString();
  const intake = new Intake({ store, onEvent, mostBytes: options.inFlightBytes ?? 134_217_728 });
  const receiver = createReceiver({ intake, host, allowedHosts, token });
  const grpc = createGrpcReceiver({ intake, host, token });
  const records =
    options.records ??
    (stateDirectory === undefined ? createMemoryRecords() : createRecordFile(join(stateDirectory, recordFileName)));
  const page = options.page === undefined ? undefined : { files: readPageFiles(options.page) };
  const session = createPageSession(stateDirectory === undefined ? undefined : readPageKey(stateDirectory));
  const api = createApiServer({
    store,
    records,
    changes: createReleaseChanges(records, stateDirectory),
    plan: options.plan ?? ((service) => ({ service, stages: [] })),
    notifier: options.notifier ?? createNotifier({ targets: [], onFailure: () => undefined }),
    allowedHosts,
    host,
    token,
    version,
    live: () => ({ version, startedAt, received: { ...counts } }),
    ...(page !== undefined && { page: { ...page, session } }),
    arrived: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    status: async () => {
      const { otlpUrl, grpcUrl, apiUrl } = state;
      return {
        version,
        pid: process.pid,
        startedAt,
        otlpUrl,
        grpcUrl,
        apiUrl,
        received: { ...counts },
        store: await store.stats(),
      };
    },
  });
  const opened: { close(): Promise<unknown> }[] = [];
  const open = async (port: { close(): Promise<unknown> }, start: () => Promise<string>): Promise<string> => {
    try {
      const url = await start();
      opened.push(port);
      return url;
    } catch (error) {
      await Promise.all(opened.map((other) => other.close()));
      throw error;
    }
  };
  const otlpUrl = await open(receiver, () =>
    listen(receiver, host, options.otlpPort ?? 4318, {
      what: 'OTLP/HTTP',
      flag: '--otlp-port',
      variable: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    }),
  );
  const grpcUrl = await open(grpc, () => grpc.listen(options.grpcPort ?? 4317));
  const apiUrl = await open(api, () =>
    listen(api, host, options.apiPort ?? 4319, { what: 'the API', flag: '--api-port' }),
  );
  const state: ServerState = {
    pid: process.pid,
    startedAt,
    version,
    otlpUrl,
    grpcUrl,
    apiUrl,
    token,
    ...(page !== undefined && { pageUrl: `${apiUrl}/?token=${encodeURIComponent(token)}` }),
    store: options.storeLocation ?? '',
  };
  if (stateDirectory !== undefined) writeServerState(stateDirectory, state);
  const stopObserving = observeServer({ store, version, received: () => counts, bytesInWork: () => intake.bytes });
  return {
    state,
    received: () => ({ ...counts }),
    async close() {
      stopObserving();
      if (stateDirectory !== undefined) removeServerState(stateDirectory, process.pid);
      await Promise.all(opened.map((port) => port.close()));
    },
  };
}
