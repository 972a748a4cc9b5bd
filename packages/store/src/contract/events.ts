import { describe, expect, it } from 'vitest';
import { parseSelector } from '@seatrial/model';
import type { Store } from '../store.ts';
import { createBatch, createSpan, startOfTime } from './telemetry.ts';

export function describeEvents(store: () => Store): void {
  describe('what arrives', () => {
    it('is told from a cursor on: how much matches, and the newest of it, whole', async () => {
      await store().ingest(createBatch({ spans: [createSpan()] }));
      const start = await store().follow();
      expect(start).toMatchObject({ spans: [], matched: 0 });
      expect(await store().follow({ after: start.cursor })).toEqual(start);
      const spans = Array.from({ length: 30 }, (_, index) => createSpan({ ms: index, ring: index < 20 ? 'a' : 'b' }));
      await store().ingest(createBatch({ spans }));
      const found = await store().follow({ after: start.cursor, where: parseSelector('ring=a'), limit: 3 });
      expect(found.matched).toBe(20);
      expect(found.spans.map((span) => span.durationMs)).toEqual([17, 18, 19]);
      expect(await store().follow({ after: found.cursor })).toMatchObject({ spans: [], matched: 0 });
      expect(await store().follow({ after: start.cursor, limit: 0 })).toMatchObject({ spans: [], matched: 30 });
      // A cursor of another store that had more is no reason to wait for ever.
      expect((await store().follow({ after: 1e9 })).cursor).toBe(found.cursor);
    });
  });

  describe('a heat map', () => {
    it('counts every event once, in the column of its start and the row of its duration, errors apart', async () => {
      const spans = [0.3, 1, 1, 2, 80, 80, 900, 4000].map((ms, index) =>
        createSpan({ at: index * 7000, ms, statusCode: ms === 80 ? 'error' : 'unset' }),
      );
      await store().ingest(createBatch({ spans }));
      const map = await store().heatmap({ columns: 10, rows: 20 });
      expect(map).toMatchObject({ of: 'spans', columnMs: 5000, from: new Date(startOfTime).toISOString() });
      const [arm] = map.arms;
      expect([map.arms.length, arm?.arm, arm?.events, arm?.errors]).toEqual([1, '', 8, 2]);
      expect(map.edgesMs.length).toBeLessThanOrEqual(21);
      for (const [index, edge] of map.edgesMs.entries()) expect(edge).toBeGreaterThan(map.edgesMs[index - 1] ?? -1);
      const placed = spans.map(({ startNano, endNano }) => {
        const ms = Number(endNano - startNano) / 1e6;
        const row = map.edgesMs.findIndex((edge, index) => ms > edge && ms <= (map.edgesMs[index + 1] ?? 0));
        return `${Math.floor((Number(startNano / 1_000_000n) - startOfTime) / 5000)} ${row}`;
      });
      const counted = arm?.cells.flatMap(([column, row, events]) =>
        Array.from({ length: events }, () => `${column} ${row}`),
      );
      expect(counted?.toSorted()).toEqual(placed.toSorted());
    });

    it('has an arm for each value of a name, the most frequent first, and says how many are left out', async () => {
      const spans = Array.from({ length: 60 }, (_, index) => createSpan({ at: index, ring: `r${index % 10}` }));
      await store().ingest(createBatch({ spans: [...spans, createSpan({ ring: 'r7' })] }));
      const map = await store().heatmap({ by: 'ring' });
      expect(map.arms.map(({ arm }) => arm)).toEqual(['r7', 'r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6']);
      expect([map.arms[0]?.events, map.otherArms]).toEqual([7, 2]);
      expect(await store().heatmap({ where: parseSelector('ring=none') })).toMatchObject({ from: '', arms: [] });
    });

    it('of requests leaves retries, mirrored and unfinished ones out', async () => {
      const first = createSpan({ at: 0 });
      const others = [
        createSpan({ traceId: first.traceId, at: 5 }),
        createSpan({ attributes: { 'seatrial.shadow': true } }),
        createSpan({ attributes: { 'seatrial.unfinished': 'SIGTERM' } }),
        createSpan({ kind: 'internal', parentSpanId: '00000000000000aa' }),
      ];
      await store().ingest(createBatch({ spans: [first, ...others] }));
      expect((await store().heatmap({ of: 'requests' })).arms).toMatchObject([{ events: 1 }]);
      expect((await store().heatmap()).arms).toMatchObject([{ events: 5 }]);
    });
  });

  describe('groups', () => {
    it('are events by what they have in common, a missing value apart from an empty one', async () => {
      const spans = [
        ...Array.from({ length: 4 }, (_, index) => createSpan({ at: index, ms: 10, attributes: { plan: 'pro' } })),
        createSpan({ at: 9, ms: 50, statusCode: 'error', attributes: { plan: 'pro' } }),
        createSpan({ at: 2, ms: 20, attributes: { plan: '' } }),
        createSpan({ at: 3, ms: 30, version: '2' }),
      ];
      await store().ingest(createBatch({ spans }));
      const found = await store().groups({ by: ['release', 'plan'] });
      expect(found).toMatchObject({ of: 'spans', by: ['release', 'plan'], groups: 3, events: 7, errors: 1 });
      expect(found.rows.map((row) => row.values)).toEqual([
        ['1.4.1', 'pro'],
        ['1.4.1', ''],
        ['2', null],
      ]);
      expect(found.rows[0]).toMatchObject({
        events: 5,
        errors: 1,
        errorRate: 0.2,
        p50Ms: 10,
        p99Ms: 50,
        firstSeen: new Date(startOfTime).toISOString(),
        lastSeen: new Date(startOfTime + 9).toISOString(),
        traceId: spans[4]?.traceId,
      });
    });

    it('come in the order that is asked for, with how many there are beyond the limit', async () => {
      const spans = [
        ...Array.from({ length: 3 }, (_, at) => createSpan({ at, ms: 1, attributes: { k: 'many' } })),
        createSpan({ at: 50, ms: 5, statusCode: 'error', attributes: { k: 'bad' } }),
        createSpan({ at: 20, ms: 900, attributes: { k: 'slow' } }),
      ];
      await store().ingest(createBatch({ spans }));
      const first = async (order?: 'errors' | 'errorRate' | 'p95' | 'lastSeen'): Promise<unknown> =>
        (await store().groups({ by: ['k'], limit: 1, ...(order === undefined ? {} : { order }) })).rows[0]?.values[0];
      expect([await first(), await first('errors'), await first('errorRate')]).toEqual(['many', 'bad', 'bad']);
      expect([await first('p95'), await first('lastSeen')]).toEqual(['slow', 'bad']);
      expect(await store().groups({ by: ['k'], limit: 1 })).toMatchObject({ groups: 3, events: 5, errors: 1 });
      expect(await store().groups({ by: ['k'], where: parseSelector('k=none') })).toMatchObject({
        groups: 0,
        rows: [],
      });
      await expect(store().groups({ by: [] })).rejects.toMatchObject({ code: 'SEATRIAL_BAD_ARGUMENT' });
    });
  });

  it('values of a name are known by their beginning, the frequent first, of spans and resources', async () => {
    const spans = ['on', 'on', 'On hold', 'off'].map((value) =>
      createSpan({ attributes: { 'feature_flags.x': value } }),
    );
    await store().ingest(createBatch({ spans: [...spans, createSpan({ resource: { 'k8s.pod.name': 'pod-1' } })] }));
    await store().maintain();
    const known = (name: string, prefix?: string): Promise<readonly string[]> =>
      store().knownValues({ name, ...(prefix === undefined ? {} : { prefix }) });
    expect(await known('flag.x')).toEqual(['on', 'On hold', 'off']);
    expect(await known('flag.x', 'ON')).toEqual(['on', 'On hold']);
    expect(await known('k8s.pod.name')).toEqual(['pod-1']);
    expect(await known('release')).toEqual(['1.4.1']);
    expect(await known('status', 'e')).toEqual(['error']);
    expect(await known('route')).toEqual(['/orders']);
    expect(await known('nothing')).toEqual([]);
    expect(await store().knownValues({ name: 'flag.x', limit: 1 })).toEqual(['on']);
  });
}
