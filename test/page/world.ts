import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBatch } from '@seatrial/store/contract';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import type { Store } from '@seatrial/store';
import { startServer } from '@seatrial/server';
import type { RunningServer, ServerOptions } from '@seatrial/server';
import { createApiClient } from '@seatrial/server/client';
import type { ChangesFile, TelemetryBatch } from '@seatrial/model';

/** The built page, as the package ships it. */
export const page: string = join(import.meta.dirname, '../../packages/ui/dist');

/** A real server with a real store of its own. */
export interface World {
  readonly store: Store;
  readonly server: RunningServer;
  /** Where the state is, which outlives a server. */
  readonly folder: string;
  /** A link to a view, with the token. */
  link(path?: string): string;
  /** Ends the server and starts another on the same ports. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface WorldOptions extends Partial<ServerOptions> {
  readonly changes?: ChangesFile;
  /** Default: in memory. */
  readonly storePath?: string;
}

/** Starts a server whose store holds the telemetry. */
export async function createWorld(
  telemetry: Partial<TelemetryBatch> = {},
  { changes, storePath = ':memory:', ...options }: WorldOptions = {},
): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-page-'));
  // The story is of a day that lies long ago, sooner or later.
  const store = await createDuckDbStore({ path: storePath, retention: { days: 36_500 } });
  await store.ingest(createBatch(telemetry), { historic: true });
  await store.maintain();
  const start = (apiPort = 0): Promise<RunningServer> =>
    startServer({
      store,
      page,
      version: '0.0.1',
      stateDirectory: folder,
      otlpPort: 0,
      grpcPort: 0,
      apiPort,
      ...options,
    });
  let server = await start();
  if (changes !== undefined) await createApiClient(server.state).upload(changes);
  return {
    store,
    folder,
    get server() {
      return server;
    },
    link: (path = '/') => {
      const url = new URL(path, server.state.apiUrl);
      url.searchParams.set('token', server.state.token);
      return url.href;
    },
    async restart() {
      const port = Number(new URL(server.state.apiUrl).port);
      await server.close();
      server = await start(port);
    },
    async close() {
      await server.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
