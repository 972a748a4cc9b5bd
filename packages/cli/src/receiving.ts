import { join } from 'node:path';
import { SeatrialError } from '@seatrial/model';
import { defaultStateDirectory, startServer } from '@seatrial/server';
import type { Notifier, ReceiveEvent, RunningServer, ServerOptions } from '@seatrial/server';
import type { Maintained, Retention, Store } from '@seatrial/store';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { findRunningServer, storeFileName } from './reader.ts';
import { findPage } from './page.ts';
import { version } from './version.ts';

export interface ReceivingOptions {
  readonly host?: string;
  readonly allowedHosts?: readonly string[];
  /** Default: 32 random bytes. */
  readonly token?: string;
  readonly plan?: ServerOptions['plan'];
  readonly notifier?: Notifier;
  readonly otlpPort?: number;
  readonly grpcPort?: number;
  readonly apiPort?: number;
  /** Default: `seatrial.duckdb` in the state directory. */
  readonly store?: string;
  readonly memoryLimit?: string;
  readonly retention?: Retention;
  readonly onMaintained?: (report: Maintained) => void;
  readonly onEvent?: (event: ReceiveEvent) => void;
}

/** Receiver and store of this process. */
export interface Receiving {
  readonly server: RunningServer;
  readonly store: Store;
  readonly path: string;
  close(): Promise<void>;
}

/**
 * Opens the store and both ports.
 * @throws SeatrialError `SEATRIAL_STORE_LOCKED` where a server runs already, with its address; and what the two can say.
 */
export async function startReceiving(options: ReceivingOptions): Promise<Receiving> {
  const stateDirectory = defaultStateDirectory();
  const running = await findRunningServer();
  if (running !== undefined) {
    const message = `"seatrial dev" runs already: process ${running.pid} receives OTLP at ${running.otlpUrl}. Use it, end it, or start another with SEATRIAL_STATE_DIR set to a folder of its own.`;
    throw new SeatrialError('SEATRIAL_STORE_LOCKED', message);
  }
  // Files of the store (its write-ahead log as well) are this user's alone.
  process.umask(0o077);
  const path = options.store ?? join(stateDirectory, storeFileName);
  const store = await createDuckDbStore({
    path,
    ...(options.retention === undefined ? {} : { retention: options.retention }),
    ...(options.onMaintained === undefined ? {} : { onMaintained: options.onMaintained }),
    ...(options.memoryLimit === undefined ? {} : { memoryLimit: options.memoryLimit }),
  });
  const page = findPage();
  try {
    const server = await startServer({
      store,
      version,
      stateDirectory,
      storeLocation: path,
      ...(page !== undefined && { page }),
      ...(options.host === undefined ? {} : { host: options.host }),
      ...(options.allowedHosts !== undefined && { allowedHosts: options.allowedHosts }),
      ...(options.token !== undefined && { token: options.token }),
      ...(options.plan !== undefined && { plan: options.plan }),
      ...(options.notifier !== undefined && { notifier: options.notifier }),
      ...(options.otlpPort === undefined ? {} : { otlpPort: options.otlpPort }),
      ...(options.grpcPort === undefined ? {} : { grpcPort: options.grpcPort }),
      ...(options.apiPort === undefined ? {} : { apiPort: options.apiPort }),
      ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent }),
    });
    return {
      server,
      store,
      path,
      async close() {
        await server.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}
