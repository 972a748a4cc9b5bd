import { formatTraces } from '@seatrial/otlp';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { Traffic } from '../../packages/cli/src/generate/traffic.ts';

// Stores 512 spans at a time, four times at once, as export requests and as batches, and says after each answer how many are on disk.
const [path = '', seed = '1'] = process.argv.slice(2);
const store = await createDuckDbStore({ path });
const traffic = new Traffic({ seed: Number(seed) });
let acknowledged = 0;

async function write(writer: number): Promise<never> {
  for (;;) {
    const spans = traffic.next(512, Date.now());
    if (writer === 0) await store.ingest({ spans, logs: [], metrics: [] });
    else await store.ingestRequest({ signal: 'traces', encoding: 'protobuf', bytes: formatTraces(spans, 'protobuf') });
    acknowledged += 512;
    process.send?.(acknowledged);
  }
}

await Promise.all([0, 1, 2, 3].map(write));
