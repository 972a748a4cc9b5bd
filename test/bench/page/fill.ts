import { createBatch, createSpan } from '@seatrial/store/contract';
import { Traffic } from '../../../packages/cli/src/generate/traffic.ts';
import type { World } from '../../page/world.ts';

/** A trace that is far larger than those that people make. */
export const traceSpans = 80_000;
export const traceId: string = 'f'.repeat(32);

/** Thirty-seven minutes of generated traffic, which are 200 columns of a heat map with the time before, and one large trace. */
export async function fill({ store }: World, wanted: number): Promise<void> {
  const traffic = new Traffic({ seed: 3 });
  const now = Date.now();
  const part = 10_000;
  for (let done = 0; done < wanted; done += part) {
    const at = now - 2_220_000 * (1 - done / wanted);
    await store.ingest(createBatch({ spans: traffic.next(part, at) }), { historic: true });
  }
  const toId = (index: number): string => (index + 1).toString(16).padStart(16, '0');
  const spans = Array.from({ length: traceSpans }, (_, index) =>
    createSpan({
      traceId,
      spanId: toId(index),
      parentSpanId: index === 0 ? '' : toId(Math.floor((index - 1) / 8)),
      kind: index === 0 ? 'server' : 'internal',
      name: `step ${index % 50}`,
      at: index / 100,
      ms: index === 0 ? 900 : 3,
      statusCode: index % 9000 === 8999 ? 'error' : 'unset',
    }),
  );
  await store.ingest(createBatch({ spans }), { historic: true });
  await store.maintain();
}
