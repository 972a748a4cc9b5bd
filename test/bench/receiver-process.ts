import { startServer } from '@seatrial/server';
import { createDuckDbStore } from '@seatrial/store/duckdb';

// The receiver with its store, in a process of its own. Any message is answered when all that was taken can be asked for.
const store = await createDuckDbStore({ path: process.argv[2] ?? '' });
const server = await startServer({ store, version: '0.0.0', otlpPort: 0, grpcPort: 0, apiPort: 0 });
process.on('message', () => {
  void store.stats().then(({ spans }) => process.send?.({ spans }));
});
process.send?.({ url: server.state.otlpUrl });
