import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { formatTraces } from '@seatrial/otlp';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { Traffic } from '../../packages/cli/src/generate/traffic.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-retention-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('by bytes removes what arrived first until the rest takes no more, and says what it was', async () => {
  const path = join(folder, 'seatrial.duckdb');
  const spans = 1_000_000;
  const first = await createDuckDbStore({ path });
  const traffic = new Traffic({ seed: 31 });
  for (let sent = 0; sent < spans; sent += 2000) {
    const bytes = formatTraces(traffic.next(2000, Date.now()), 'protobuf');
    await first.ingestRequest({ signal: 'traces', encoding: 'protobuf', bytes });
  }
  await first.close();
  // What was written since DuckDB's last checkpoint counts once the file is closed.
  const closed = await createDuckDbStore({ path, readOnly: true });
  const { usedBytes } = await closed.stats();
  await closed.close();

  const bytes = Math.round(usedBytes * 0.6);
  const small = await createDuckDbStore({ path, retention: { bytes } });
  let removed = 0;
  for (let round = 0; round < 5; round += 1) removed += (await small.maintain()).removed.spans;
  const stats = await small.stats();
  console.log(
    `of ${spans} spans in ${usedBytes} bytes, ${bytes} may stay: ${removed} removed, ${stats.usedBytes} bytes in use`,
  );
  expect(stats).toMatchObject({ spans: spans - removed, activity: { removed: { spans: removed } } });
  // What was removed is used again, or given back, when a whole row group of DuckDB (122,880 rows) is gone.
  expect(stats.usedBytes).toBeLessThanOrEqual(bytes + (usedBytes * 122_880) / spans);
  expect(removed / spans).toBeGreaterThan(0.39);
  // A row group that is half removed keeps its bytes, and the oldest rows may be smaller than others.
  expect(removed / spans).toBeLessThan(0.6);
  const [oldest] = await small.spans({ after: 0, limit: 1 });
  expect(oldest?.cursor).toBe(removed + 1);
  await small.close();
});
