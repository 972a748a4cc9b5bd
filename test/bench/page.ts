import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch } from '../page/browser.ts';
import { createWorld } from '../page/world.ts';
import { measureAnswers } from './page/answers.ts';
import { fill, traceSpans } from './page/fill.ts';
import { measureScroll, measureTail } from './page/lists.ts';
import { measurePaint } from './page/paint.ts';
import { measureRedraw } from './page/redraw.ts';
import { measureWeight } from './page/weight.ts';
import type { BenchRow } from './row.ts';

/** Spans that are stored while the page is looked at; the goal is for a million (SEATRIAL_BENCH_SPANS=1000000). */
const wanted = Number(process.env['SEATRIAL_BENCH_SPANS'] ?? 200_000);
const pairs = Number(process.env['SEATRIAL_BENCH_PAIRS'] ?? 12);

/** How soon the page is useful, and how soon it answers: in a real browser, on a store that is not empty. */
export async function benchPage(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-bench-'));
  const world = await createWorld({}, { storePath: join(folder, 'page.duckdb') });
  const browser = await launch();
  const shared = { pairs, spans: wanted + traceSpans };
  const release = { name: 'release page', path: '/release?service=checkout', picture: '.heat canvas' };
  const releases = { name: 'releases', path: '/', picture: '.releases tbody tr' };
  try {
    await fill(world, wanted);
    await world.restart();
    return [
      await measurePaint(world, browser, { ...release, ...shared }),
      await measurePaint(world, browser, { ...releases, ...shared }),
      ...(await measureWeight(world, browser)),
      ...(await measureAnswers(world, browser, 1)),
      ...(await measureAnswers(world, browser, 4)),
      await measureRedraw(world, browser, 'gateway'),
      ...(await measureScroll(world, browser)),
      await measureTail(world, browser),
    ];
  } finally {
    await browser.close();
    await world.close();
    rmSync(folder, { recursive: true });
  }
}
