import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createBatch, createFunctionPoints, startOfTime } from '@seatrial/store/contract';
import { createDuckDbStore } from '@seatrial/store/duckdb';

const functions = 20_000;
const reports = 18;
const dayMs = 86_400_000;

it('thins out the points of many functions part by part, so that who writes waits for one part, and every figure stays', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-thinning-'));
  const store = await createDuckDbStore({ path: join(folder, 'seatrial.duckdb') });
  // Of now, so that the store does not thin them out by itself before it is asked to.
  const start = Date.now() - startOfTime;
  try {
    for (let report = 1; report <= reports; report += 1) {
      const metrics = Array.from({ length: functions }, (_, index) =>
        createFunctionPoints({ name: `f${index}`, start, at: start + report * 10_000, calls: (index % 7) * report }),
      ).flat();
      await store.ingest(createBatch({ metrics }));
    }
    const toFigures = async (): Promise<readonly string[]> =>
      (await store.functions({}))
        .map(({ id, cohorts }) => `${id} ${cohorts.map(({ calls }) => calls).join()}`)
        .toSorted();
    const before = await toFigures();
    const known = new Set(before);
    expect((await store.stats()).metrics).toBe(functions * reports);

    let waited = 0;
    let writes = 0;
    const maintenance = { isOver: false };
    const startMs = performance.now();
    const maintained = store.maintain({ now: Date.now() + 2 * dayMs }).finally(() => (maintenance.isOver = true));
    while (!maintenance.isOver) {
      const from = performance.now();
      await store.ingest(
        createBatch({ metrics: createFunctionPoints({ name: 'other', at: start + writes, calls: 0 }) }),
      );
      waited = Math.max(waited, performance.now() - from);
      writes += 1;
    }
    await maintained;
    console.log(
      `${functions * reports} points thinned out in ${Math.round(performance.now() - startMs)} ms, beside ${writes} writes, the longest of ${Math.round(waited)} ms`,
    );
    expect(writes).toBeGreaterThan(4);
    expect((await store.stats()).metrics).toBeLessThan(functions * 2 + writes);
    expect((await toFigures()).filter((figure) => known.has(figure))).toEqual(before);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
