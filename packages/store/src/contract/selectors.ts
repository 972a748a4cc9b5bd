import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesSelector, numberPattern, operators, parseSelector } from '@seatrial/model';
import type { Condition, Intrinsic, Selector, Subject } from '@seatrial/model';
import type { Store } from '../store.ts';
import { toLookup } from './lookup.ts';
import { createBatch, createSpan } from './telemetry.ts';

const words = [
  '',
  'a',
  'A',
  'b',
  '1.4.2',
  '1.4.2-gabcdef0',
  'abcdef0123',
  'canary',
  'ä',
  '🚢',
  '%',
  '_',
  "it's",
  '"',
  '\\',
  '10',
  '9',
  '-1',
  '1e2',
  '.5',
  '5.',
  '0x10',
  ' 1',
  'NaN',
  'true',
  'server',
  'error',
];
const texts = fc.constantFrom(...words);
const names = ['plain', 'http.route', '__proto__', 'quote"d', 'service.version', 'team'];
const values = fc.oneof(
  texts,
  fc.integer({ min: -20, max: 20 }),
  fc.double({ min: -100, max: 100, noNaN: true }),
  fc.boolean(),
  fc.constant(null),
);

const spans = fc
  .record({
    ms: fc.integer({ min: 0, max: 50 }),
    name: texts,
    kind: fc.constantFrom('server', 'client', 'internal'),
    statusCode: fc.constantFrom('unset', 'error', 'ok'),
    attributes: fc.dictionary(fc.constantFrom(...names.filter((name) => name !== 'service.version')), values, {
      maxKeys: 4,
    }),
    version: texts,
    ring: texts,
    team: fc.option(texts, { nil: undefined }),
    commit: fc.constantFrom('abcdef0123456789', 'abcdef0'),
  })
  .map(({ team, commit, ...input }) =>
    createSpan({
      ...(input as object),
      resource: { ...(team === undefined ? {} : { team }), 'vcs.ref.head.revision': commit },
    }),
  );

const subjects: fc.Arbitrary<Subject> = fc.oneof(
  fc.constantFrom(...names, 'absent').map((name): Subject => ({ kind: 'attribute', name })),
  fc
    .constantFrom<Intrinsic>(
      'service',
      'release',
      'version',
      'build',
      'ring',
      'commit',
      'environment',
      'route',
      'name',
      'kind',
      'status',
      'error',
    )
    .map((name): Subject => ({ kind: 'intrinsic', name })),
);

const conditions: fc.Arbitrary<Condition> = fc.oneof(
  fc
    .record({
      subject: subjects,
      operator: fc.constantFrom(...operators),
      values: fc.array(texts, { minLength: 1, maxLength: 3 }),
    })
    .map(({ subject, operator, values: list }): Condition => {
      if (operator === 'exists') return { subject, operator, values: [] };
      return { subject, operator, values: operator === '<' || operator === '>' ? list.slice(0, 1) : list };
    }),
  fc
    .record({ operator: fc.constantFrom('=', '!=', '<', '>'), value: texts.filter((text) => numberPattern.test(text)) })
    .map(({ operator, value }): Condition => ({
      subject: { kind: 'intrinsic', name: 'duration' },
      operator,
      values: [value],
    })),
);

export function describeSelectors(store: () => Store): void {
  describe('selectors', () => {
    it('mean in the engine what they mean in the model', async () => {
      const sample = fc.sample(spans, { seed: 41, numRuns: 150 });
      await store().ingest(createBatch({ spans: sample }));
      const selectors: readonly Selector[] = fc.sample(fc.array(conditions, { minLength: 1, maxLength: 2 }), {
        seed: 42,
        numRuns: 400,
      });
      let matched = 0;
      for (const where of selectors) {
        const expected = sample.filter((span) => matchesSelector(where, toLookup(span))).map((span) => span.spanId);
        const found = (await store().spans({ where, limit: 1000 })).map((span) => span.spanId);
        expect(found.toSorted(), JSON.stringify(where)).toEqual(expected.toSorted());
        matched += expected.length;
      }
      expect(matched).toBeGreaterThan(1000);
    });

    it('reach flags, cohorts, attributes by a dot, and trace and span ids', async () => {
      const span = createSpan({
        attributes: { 'feature_flags.new-checkout': 'on', 'seatrial.cohort.plan': 'pro', status: 'paid' },
      });
      await store().ingest(createBatch({ spans: [span, createSpan()] }));
      for (const text of [
        'flag.new-checkout=on',
        'cohort.plan^=p',
        '.status=paid',
        `trace=${span.traceId}`,
        `span=${span.spanId}`,
        'flag.new-checkout',
      ])
        expect(await store().spans({ where: parseSelector(text) }), text).toHaveLength(1);
    });

    it('are never part of the statement', async () => {
      await store().ingest(createBatch({ spans: [createSpan()] }));
      for (const text of [`service="'; DROP TABLE spans; --"`, `"x'] = 1 OR TRUE --"=1`, `"$1"=1`])
        expect(await store().spans({ where: parseSelector(text) }), text).toEqual([]);
      expect(await store().spans()).toHaveLength(1);
    });
  });

  describe('what there is to select', () => {
    it('attribute names of spans and resources, sorted', async () => {
      await store().ingest(
        createBatch({ spans: [createSpan({ attributes: { 'b.x': 1 }, resource: { 'a.y': 'z' } })] }),
      );
      const listed = await store().attributeNames();
      expect(listed).toEqual(expect.arrayContaining(['a.y', 'b.x', 'http.route', 'service.name']));
      expect(listed).toEqual(listed.toSorted());
    });

    it('values by a selector’s name, most frequent first', async () => {
      await store().ingest(
        createBatch({
          spans: [
            createSpan({ ring: 'canary' }),
            createSpan(),
            createSpan({ attributes: { 'feature_flags.f': 'on' } }),
          ],
        }),
      );
      expect(await store().attributeValues('ring')).toEqual([
        { value: 'stable', spans: 2 },
        { value: 'canary', spans: 1 },
      ]);
      expect(await store().attributeValues('flag.f')).toEqual([{ value: 'on', spans: 1 }]);
      expect(await store().attributeValues('absent')).toEqual([]);
    });
  });
}
