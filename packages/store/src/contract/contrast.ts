import { describe, expect, it } from 'vitest';
import { parseSelector } from '@seatrial/model';
import type { AttributeMap, SpanRecord } from '@seatrial/model';
import type { Contrast, ContrastAttribute, ContrastQuery, Place, Predicate } from '../contrast.ts';
import type { Store } from '../store.ts';
import { createBatch, createSpan, startOfTime } from './telemetry.ts';
import type { SpanInput } from './telemetry.ts';

const failing: ContrastQuery = { group: { where: parseSelector('error=true') } };
const text = (place: Place, name: string, value: string | null): Predicate => ({ place, name, value: { text: value } });

function find(contrast: Contrast, name: string, place: Place = 'attribute'): ContrastAttribute | undefined {
  return contrast.attributes.find((attribute) => attribute.place === place && attribute.name === name);
}

/** Values with their counts: `eu 1:2`, a lack as `-`, numbers as `2<x<5`. */
function toCounts(attribute: ContrastAttribute | undefined): readonly string[] {
  return (attribute?.values ?? [])
    .map(({ value, group, against }) => {
      const written = 'text' in value ? (value.text ?? '-') : `${value.above ?? ''}<x<${value.below ?? ''}`;
      return `${written} ${group}:${against}`;
    })
    .toSorted();
}

export function describeContrast(store: () => Store): void {
  const ingest = (...spans: readonly SpanRecord[]) => store().ingest(createBatch({ spans }), { historic: true });
  const failed = (input: SpanInput = {}) => createSpan({ statusCode: 'error', ...input });
  const rows = (count: number, create: (index: number) => SpanRecord) =>
    Array.from({ length: count }, (_, i) => create(i));

  describe('contrast', () => {
    it('counts each value of an attribute on either side, and the rows without it, alike in columns, maps and resources', async () => {
      const often = rows(400, (index) =>
        (index % 4 === 0 ? failed : createSpan)({
          attributes: { often: index % 4 === 0 ? 'a' : `b${index % 2}`, ...(index % 8 === 0 && { rare: 'r' }) },
          resource: { 'host.name': `h${index % 3}` },
        }),
      );
      await ingest(...often);
      // Columns come with the first batches: what follows has them from the start.
      await ingest(failed({ attributes: { often: 'a', rare: 'r' } }), createSpan({ resource: { often: 'b1' } }));
      const contrast = await store().contrast(failing);
      expect(contrast).toMatchObject({
        group: 101,
        against: 301,
        groupTotal: 101,
        againstTotal: 301,
        groupTraces: 101,
        againstTraces: 301,
        leastWeight: 1,
        mostWeight: 1,
      });
      expect(toCounts(find(contrast, 'often'))).toEqual(['a 101:0', 'b0 0:100', 'b1 0:201']);
      expect(find(contrast, 'often')?.distinct).toBe(3);
      expect(toCounts(find(contrast, 'rare'))).toEqual(['- 50:301', 'r 51:0']);
      expect(toCounts(find(contrast, 'host.name'))).toEqual(['- 1:1', 'h0 34:100', 'h1 33:100', 'h2 33:100']);
      expect(toCounts(find(contrast, 'error', 'field'))).toEqual(['false 0:301', 'true 101:0']);
      // What is a field has no second name.
      expect(find(contrast, 'service.version')).toBeUndefined();
      expect(toCounts(find(contrast, 'version', 'field'))).toEqual(['1.4.1 101:301']);
    });

    it('compares first attempts, chosen before anything is asked; mirrored and unfinished ones are left out', async () => {
      const first = createSpan({ at: 0, attributes: { a: 'first' } });
      await ingest(
        first,
        failed({ traceId: first.traceId, at: 5, attributes: { a: 'retry' } }),
        failed({ at: 1, attributes: { a: 'x' } }),
        failed({ at: 2, attributes: { a: 'mirrored', 'seatrial.shadow': true } }),
        failed({ at: 3, attributes: { a: 'cut', 'seatrial.unfinished': 'exit' } }),
        failed({ at: 3, kind: 'client', parentSpanId: '00000000000000aa', attributes: { a: 'inside' } }),
      );
      expect(toCounts(find(await store().contrast(failing), 'a'))).toEqual(['first 0:1', 'x 1:0']);
      const retries = { ...failing, where: parseSelector('a=retry|x|first') };
      expect(await store().contrast(retries)).toMatchObject({ group: 1, against: 1 });
      const spans = await store().contrast({ ...failing, unit: 'span' });
      expect(spans).toMatchObject({ group: 5, against: 1, groupTraces: 5, againstTraces: 1 });
      const all = await store().contrast({ group: { where: parseSelector('service=checkout') }, unit: 'span' });
      expect(all).toMatchObject({ group: 6, groupTraces: 5 });
    });

    it('takes any two groups: selectors, times, durations, the slowest of each route, and says where one is empty', async () => {
      await ingest(
        ...rows(40, (index) => createSpan({ at: index * 1000, ms: index, route: index % 2 === 0 ? '/even' : '/odd' })),
      );
      const size = async (query: ContrastQuery) => {
        const { group, against } = await store().contrast(query);
        return [group, against];
      };
      const where = parseSelector('duration>9,duration<20');
      expect(await size({ group: { where } })).toEqual([10, 30]);
      expect(await size({ group: { where, from: startOfTime + 15_000 } })).toEqual([5, 35]);
      expect(await size({ group: { where }, against: { where: parseSelector('route=/odd') } })).toEqual([10, 15]);
      expect(await size({ group: { where }, to: startOfTime + 20_000 })).toEqual([10, 10]);
      expect(await size({ group: { slowerThanShare: 0.9 } })).toEqual([4, 36]);
      const half = parseSelector('route=/odd');
      expect(await size({ where: half, group: { slowerThanShare: 0.5 } })).toEqual([10, 10]);
      expect(await store().contrast({ group: { where: parseSelector('route=/none') } })).toMatchObject({
        group: 0,
        against: 40,
        attributes: [],
      });
      expect(await size({ group: {} })).toEqual([40, 0]);
      await expect(store().contrast({ group: { slowerThanShare: 2 } })).rejects.toMatchObject({
        code: 'SEATRIAL_BAD_ARGUMENT',
      });
    });

    it('puts many numbers into tenths of the rows that are compared with, and what lies outside into bins of its own', async () => {
      await ingest(
        ...rows(300, (index) => createSpan({ attributes: { size: index, few: index % 5 } })),
        ...rows(10, () => failed({ attributes: { size: 1000, few: 2 } })),
      );
      const contrast = await store().contrast(failing);
      const size = find(contrast, 'size');
      const counts = toCounts(size);
      expect(counts).toContain('300<x< 10:0');
      expect(counts).toContain('29.5<x<59.5 0:30');
      expect(counts).toContain('<x<29.5 0:30');
      expect(counts).toContain('29.5<x< 10:270');
      expect(size?.distinct).toBe(301 + 9 + 20);
      expect(toCounts(find(contrast, 'few'))).toEqual(['0 0:60', '1 0:60', '2 10:60', '3 0:60', '4 0:60']);
    });

    it('gives of very many values those that stand out, and knows how many there are', async () => {
      await ingest(
        ...rows(500, (index) => createSpan({ attributes: { user: `u${index}` } })),
        ...rows(300, (index) => failed({ attributes: { user: index < 40 ? 'u7' : `f${index}` } })),
      );
      const user = find(await store().contrast(failing), 'user');
      expect(user).toMatchObject({ distinct: 760 });
      expect(user?.values).toHaveLength(100);
      expect(toCounts(user)).toContain('u7 40:1');
    });

    it('counts events, functions and what is elsewhere in the trace once for each row that has them', async () => {
      const event = (name: string, attributes: AttributeMap) => ({
        timeNano: 1n,
        name,
        attributes,
        droppedAttributes: 0,
      });
      const touched = 'seatrial.functions.touched';
      const one = failed({
        attributes: { [touched]: ['place', 'pay'] },
        events: [event('retry', { 'retry.count': 1 }), event('retry', { 'retry.count': 2 })],
      });
      const other = createSpan({ attributes: { [touched]: ['place'] } });
      const inside = { kind: 'client', parentSpanId: '00000000000000aa' } as const;
      await ingest(
        one,
        other,
        createSpan({ ...inside, traceId: one.traceId, name: 'SELECT', attributes: { 'db.table': 'a' } }),
        createSpan({ ...inside, traceId: one.traceId, name: 'SELECT', attributes: { 'db.table': 'b' } }),
        createSpan({ ...inside, traceId: other.traceId, name: 'GET' }),
        ...rows(300, (index) =>
          createSpan({ ...inside, traceId: 'f'.repeat(32), attributes: { 'db.table': 'often', size: index } }),
        ),
        ...rows(60, (index) =>
          createSpan({
            ...inside,
            traceId: index < 30 ? one.traceId : other.traceId,
            attributes: { size: index % 30 },
          }),
        ),
      );
      const contrast = await store().contrast({ ...failing, wholeTrace: true });
      expect(contrast).toMatchObject({ group: 1, against: 1 });
      expect(toCounts(find(contrast, 'name', 'event'))).toEqual(['- 0:1', 'retry 1:0']);
      expect(toCounts(find(contrast, 'retry.count', 'event'))).toEqual(['- 0:1', '1 1:0', '2 1:0']);
      expect(toCounts(find(contrast, touched))).toEqual(['pay 1:0', 'place 1:1']);
      expect(toCounts(find(contrast, 'name', 'trace'))).toEqual(['GET /orders 1:1', 'GET 0:1', 'SELECT 1:0']);
      expect(toCounts(find(contrast, 'db.table', 'trace'))).toEqual(['- 0:1', 'a 1:0', 'b 1:0']);
      // Of several numbers a row would be in several bins, or in one several times.
      expect(find(contrast, 'size', 'trace')).toMatchObject({ distinct: 30 });
      const having = (predicate: Predicate) => store().contrast({ ...failing, wholeTrace: true, having: [predicate] });
      expect(await having(text('event', 'retry.count', '2'))).toMatchObject({ group: 1, against: 0 });
      expect(await having(text('event', 'name', null))).toMatchObject({ group: 0, against: 1 });
      expect(await having(text('attribute', touched, 'pay'))).toMatchObject({ group: 1, against: 0 });
      expect(await having(text('trace', 'db.table', 'b'))).toMatchObject({ group: 1, against: 0 });
      expect(await having(text('trace', 'db.table', null))).toMatchObject({ group: 0, against: 1 });
      expect(await having(text('trace', 'name', 'GET'))).toMatchObject({ group: 0, against: 1 });
      expect(await store().contrast({ ...failing, wholeTrace: true })).toEqual(contrast);
    });

    it('says how rows fall together, with a trace of the group for each way', async () => {
      const spans = [
        failed({ attributes: { tenant: 'a', size: 5 } }),
        failed({ attributes: { tenant: 'a' }, version: '1.4.2' }),
        createSpan({ attributes: { tenant: 'a', size: 50 } }),
        createSpan(),
      ];
      await ingest(...spans);
      const predicates: readonly Predicate[] = [
        text('attribute', 'tenant', 'a'),
        text('field', 'version', '1.4.2'),
        { place: 'attribute', name: 'size', value: { above: null, below: 20.5 } },
        text('attribute', 'tenant', null),
      ];
      expect(await store().patterns({ ...failing, predicates })).toEqual({
        used: 4,
        rows: [
          { has: [0], group: 0, against: 1, traceId: '' },
          { has: [0, 1], group: 1, against: 0, traceId: spans[1]?.traceId },
          { has: [0, 2], group: 1, against: 0, traceId: spans[0]?.traceId },
          { has: [3], group: 0, against: 1, traceId: '' },
        ],
      });
      const many = Array.from({ length: 64 }, (_, index) => text('attribute', 'tenant', `t${index}`));
      expect(await store().patterns({ ...failing, predicates: many })).toMatchObject({ used: 64, rows: [{ has: [] }] });
    });

    it('draws the same sample at every look, of each side what was asked for, and says of how many', async () => {
      await ingest(
        ...rows(3000, (index) => (index % 10 === 0 ? failed : createSpan)({ attributes: { i: index % 7 } })),
      );
      const sample = { ...failing, sample: 500 };
      const contrast = await store().contrast(sample);
      expect(contrast).toMatchObject({ group: 300, groupTotal: 300, againstTotal: 2700 });
      expect(Math.abs(contrast.against - 500)).toBeLessThan(100);
      expect(await store().contrast(sample)).toEqual(contrast);
    });

    it('has no retries in a sample, and estimates how many requests there are without them', async () => {
      const id = (index: number): string => (index + 1).toString(16).padStart(32, '0');
      await ingest(
        ...rows(3000, (index) => (index % 3 === 0 ? failed : createSpan)({ traceId: id(index), at: index })),
        ...rows(1500, (index) => failed({ traceId: id(index), at: 4000 + index })),
      );
      const contrast = await store().contrast({ ...failing, sample: 400 });
      expect(contrast.groupTraces).toBe(contrast.group);
      expect(contrast.againstTraces).toBe(contrast.against);
      expect(contrast.againstTotal).toBe(2000);
      expect(Math.abs(contrast.groupTotal - 1000)).toBeLessThan(300);
    });

    it('samples what is slow for its route, too', async () => {
      await ingest(...rows(2000, (index) => createSpan({ ms: 1 + (index % 100), attributes: { i: index % 100 } })));
      const contrast = await store().contrast({ group: { slowerThanShare: 0.9 }, sample: 150 });
      expect(contrast).toMatchObject({ groupTotal: 200, againstTotal: 1800 });
      expect(Math.abs(contrast.group - 150)).toBeLessThan(50);
      const slow = find(contrast, 'i')?.values.filter(({ value, group }) => 'text' in value && group > 0) ?? [];
      expect(slow.map(({ value }) => Number('text' in value && value.text)).every((i) => i >= 89)).toBe(true);
    });

    it('says how many requests a row stands for, and tells how far it is', async () => {
      await ingest(failed({ traceState: 'ot=th:c' }), createSpan({ traceState: 'ot=th:8' }), createSpan());
      const told: number[] = [];
      const contrast = await store().contrast(failing, (done) => told.push(done));
      expect(contrast).toMatchObject({ leastWeight: 1, mostWeight: 4 });
      expect(told.at(-1)).toBe(1);
      expect(told).toEqual(told.toSorted((a, b) => a - b));
      expect(told.length).toBeGreaterThan(3);
    });
  });
}
