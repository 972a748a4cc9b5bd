import { createDuckDbStore } from '@seatrial/store/duckdb';
import { Traffic } from '../../packages/cli/src/generate/traffic.ts';

// Stores batches of 512 spans, four at once, and says after each answer how many are on disk.
const [path = '', seed = '1'] = process.argv.slice(2);
const store = await createDuckDbStore({ path });
const traffic = new Traffic({ seed: Number(seed) });
let acknowledged = 0;

async function write(): Promise<never> {
  for (;;) {
    await store.ingest({ spans: traffic.next(512, Date.now()), logs: [], metrics: [] });
    acknowledged += 512;
    process.send?.(acknowledged);
  }
}

await Promise.all([0, 1, 2, 3].map(write));
