import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toObjectives } from './default-objectives.ts';
import type { Evidence, EvidenceStratum } from './evidence.ts';
import { judge } from './judge.ts';
import { formatEvidence, parseEvidence } from './replay.ts';

const minute = 60_000;
const arm = { selector: '', versions: [], phases: { warm: 0, steady: 0, unfinished: 0, shadow: 0 }, durations: {} };

/** [batch, route, candidate requests and errors, baseline requests and errors] */
type Counts = readonly [number, number, number, number, number, number];

function toEvidence(counts: readonly Counts[], more: Partial<Evidence> = {}): Evidence {
  const strata = counts.map(
    ([batch, route, candidateRequests, candidateErrors, baselineRequests, baselineErrors]): EvidenceStratum => ({
      batch: batch * minute,
      route,
      cohort: '',
      candidate: { requests: candidateRequests, errors: candidateErrors, above: [], aboveSlower: [], aboveMargin: [] },
      baseline: { requests: baselineRequests, errors: baselineErrors, above: [], aboveSlower: [], aboveMargin: [] },
    }),
  );
  const names = Math.max(0, ...counts.map(([, route]) => route)) + 1;
  return {
    schema: 1,
    service: 'checkout',
    environment: '',
    design: 'concurrent',
    unit: 'request',
    settings: toObjectives({ minimumRequests: 0 }),
    batchSeconds: 60,
    start: 0,
    end: (Math.max(0, ...counts.map(([batch]) => batch)) + 1) * minute,
    candidate: { ...arm, name: '1.4.2' },
    baseline: { ...arm, name: '1.4.1' },
    findings: [],
    levels: [],
    routes: Array.from({ length: names }, (_, index) => ({
      route: `/${index}`,
      known: index < 2,
      frozenAt: null,
      bounds: [],
    })),
    foldedRoutes: 0,
    strata,
    pairs: [],
    errors: [],
    ...more,
  };
}

const counts: fc.Arbitrary<readonly Counts[]> = fc
  .array(
    fc.tuple(
      fc.nat(3),
      fc.nat(60),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(200),
      fc.double({ min: 0, max: 0.3, noNaN: true }),
    ),
    { minLength: 1, maxLength: 30 },
  )
  .map((rows) =>
    rows.map(([route, candidate, bad, baseline, usual], index): Counts => [
      index >> 1,
      // Two strata of a batch are never of one route.
      (route & 2) | (index & 1),
      candidate,
      Math.round(candidate * bad),
      baseline,
      Math.round(baseline * usual),
    ]),
  );

describe('laws of a verdict', () => {
  it('what is REGRESSED once stays so, since the same batch', () => {
    fc.assert(
      fc.property(counts, fc.nat(30), (rows, length) => {
        const early = judge(toEvidence(rows.filter(([batch]) => batch <= length)));
        const late = judge(toEvidence(rows));
        // What is not regressed yet may become so.
        const stays = early.verdict === 'regressed' ? early : late;
        expect([late.verdict, late.regressedSince]).toEqual([stays.verdict, stays.regressedSince]);
      }),
      { numRuns: 60 },
    );
  });

  it('the order of routes within a batch does not count', () => {
    fc.assert(
      fc.property(counts, (rows) => {
        const swapped = rows.toSorted((a, b) => a[0] - b[0] || b[1] - a[1]);
        const [one, other] = [judge(toEvidence(rows)), judge(toEvidence(swapped))];
        expect(other.verdict).toBe(one.verdict);
        expect(other.family.logE).toBeCloseTo(one.family.logE, 4);
      }),
      { numRuns: 60 },
    );
  });

  it('a batch with one side alone is no evidence of a difference', () => {
    fc.assert(
      fc.property(counts, (rows) => {
        const alone = rows.map(([batch, route, requests, errors]): Counts => [
          batch + 100,
          route,
          requests,
          errors,
          0,
          0,
        ]);
        expect(judge(toEvidence([...rows, ...alone])).family.logE).toBe(judge(toEvidence(rows)).family.logE);
      }),
      { numRuns: 40 },
    );
  });

  it('a file of the evidence gives the same bytes', () => {
    fc.assert(
      fc.property(counts, (rows) => {
        const evidence = toEvidence(rows);
        expect(JSON.stringify(judge(parseEvidence(formatEvidence(evidence))))).toBe(JSON.stringify(judge(evidence)));
      }),
      { numRuns: 40 },
    );
  });

  it('no requests of the candidate, or before and after, is never OK', () => {
    fc.assert(
      fc.property(counts, (rows) => {
        const none = rows.map(([batch, route, , , requests, errors]): Counts => [batch, route, 0, 0, requests, errors]);
        expect(judge(toEvidence(none)).verdict).toBe('undecided');
        expect(judge(toEvidence(rows, { design: 'before-after' })).verdict).not.toBe('ok');
      }),
      { numRuns: 40 },
    );
  });

  // Every outcome of two batches with equal odds, weighted with its probability: stopping after the first if it looks bad.
  it('the evidence of a release that is no worse is 1 at most on average, even if one stops when it looks bad', () => {
    const [candidate, baseline, rate] = [3, 4, 0.3];
    const toChance = (n: number, k: number): number => {
      let ways = 1;
      for (let index = 0; index < k; index += 1) ways = (ways * (n - index)) / (index + 1);
      return ways * rate ** k * (1 - rate) ** (n - k);
    };
    const outcomes = Array.from({ length: candidate + 1 }, (_, c) => c).flatMap((c) =>
      Array.from({ length: baseline + 1 }, (_, b) => ({
        c,
        b,
        chance: toChance(candidate, c) * toChance(baseline, b),
      })),
    );
    const toE = (rows: readonly Counts[]): number => Math.exp(judge(toEvidence(rows)).family.logE);
    let sum = 0;
    for (const first of outcomes) {
      const rows: readonly Counts[] = [[0, 0, candidate, first.c, baseline, first.b]];
      const after = toE(rows);
      if (after >= 1.05) sum += first.chance * after;
      else
        for (const second of outcomes)
          sum += first.chance * second.chance * toE([...rows, [1, 1, candidate, second.c, baseline, second.b]]);
    }
    expect(sum).toBeLessThanOrEqual(1 + 1e-5);
    expect(sum).toBeGreaterThan(0.8);
  });
});

// R's UCBAdmissions: admitted and rejected men and women of six departments, Bickel, Hammel & O'Connell, Science 187 (1975).
describe('the departments of Berkeley', () => {
  const departments = [
    [512, 313, 89, 19],
    [353, 207, 17, 8],
    [120, 205, 202, 391],
    [138, 279, 131, 244],
    [53, 138, 94, 299],
    [22, 351, 24, 317],
  ].map(
    ([menIn = 0, menOut = 0, womenIn = 0, womenOut = 0]) =>
      [womenIn + womenOut, womenOut, menIn + menOut, menOut] as const,
  );

  it('raise no alarm, department by department', () => {
    const verdict = judge(toEvidence(departments.map((row, index): Counts => [0, index, ...row])));
    // Women were rejected no more often in the same department (common odds ratio 0.90): well below twice the odds.
    expect(verdict.verdict).toBe('ok');
    expect(verdict.family.logE).toBeLessThan(0);
    expect(verdict.objectives[0]?.effect.estimate).toBeCloseTo(0.9, 1);
    expect(verdict.mix.distance).toBeGreaterThan(0.4);
  });

  it('would, if all were one', () => {
    const sum = (index: 0 | 1 | 2 | 3): number => departments.reduce((total, row) => total + row[index], 0);
    expect(judge(toEvidence([[0, 0, sum(0), sum(1), sum(2), sum(3)]])).verdict).toBe('regressed');
  });
});

describe('what a verdict says', () => {
  const steady = (batches: number, ...row: readonly [number, number, number, number]): readonly Counts[] =>
    Array.from({ length: batches }, (_, batch): Counts => [batch, 0, ...row]);

  it('one bad route among many is found by the list, and named', () => {
    const rows = Array.from({ length: 30 }, (_, batch) =>
      Array.from({ length: 20 }, (_route, route): Counts => [batch, route, 20, route === 7 ? 3 : 1, 200, 10]),
    ).flat();
    const routes = Array.from({ length: 20 }, (_, index) => ({
      route: `/${index}`,
      known: true,
      frozenAt: null,
      bounds: [],
    }));
    const verdict = judge(toEvidence(rows, { routes }));
    expect(verdict.verdict).toBe('regressed');
    expect(verdict.routes.filter(({ outcome }) => outcome === 'regressed').map(({ route }) => route)).toEqual(['/7']);
    expect(verdict.reasons[0]).toMatchObject({
      code: 'route-worse',
      text: expect.stringContaining('/7 fails 3.0 times as often'),
    });
  });

  it('a route with objectives of its own is judged by them, and not with the others', () => {
    const rows = Array.from({ length: 40 }, (_, batch): readonly Counts[] => [
      [batch, 0, 50, 0, 450, 0],
      [batch, 1, 50, 2, 450, 18],
    ]).flat();
    const settings = toObjectives({ minimumRequests: 0, routes: [{ route: '/1', errors: { ceiling: 0.1 } }] });
    const verdict = judge(toEvidence(rows, { settings }));
    expect(verdict.objectives.map(({ route, outcome, candidate }) => [route, outcome, candidate.events])).toEqual([
      [null, 'ok', 0],
      ['/1', 'ok', 80],
    ]);
    expect(judge(toEvidence(rows)).objectives[0]?.candidate.events).toBe(80);
  });

  it('how long it takes, and what this traffic cannot show', () => {
    const verdict = judge(toEvidence(steady(10, 20, 0, 180, 2)));
    expect(verdict.reasons[0]).toMatchObject({ code: 'needs-more-traffic' });
    expect(verdict.reasons[0]?.text).toMatch(
      /^About \d+ min more at this traffic if nothing is wrong; 2 times as many errors would show in about .*; 10 % more errors cannot be shown at this traffic\.$/,
    );
    const ok = verdict.objectives[0]?.forecasts.find(({ outcome }) => outcome === 'ok');
    // In the median 1,600 requests of the candidate: the 200 that there are, and what is forecast.
    expect(ok?.requests).toBeGreaterThan(500);
    expect(ok?.requests).toBeLessThan(2600);
    expect(ok?.minutes).toBeCloseTo((ok?.requests ?? 0) / 20, 0);
  });

  it('that a baseline has left', () => {
    const rows = [
      ...steady(10, 20, 1, 180, 2),
      ...Array.from({ length: 20 }, (_, batch): Counts => [10 + batch, 0, 200, 4, 0, 0]),
    ];
    expect(judge(toEvidence(rows)).reasons.map(({ code }) => code)).toContain('no-baseline-traffic');
  });

  it('that new routes are not shown to be well, until their failures stay below the ceiling', () => {
    const rows = (errors: number): readonly Counts[] =>
      Array.from({ length: 60 }, (_, batch): readonly Counts[] => [
        [batch, 0, 50, 0, 450, 0],
        [batch, 1, 50, errors, 0, 0],
      ]).flat();
    expect(judge(toEvidence(rows(1)))).toMatchObject({
      verdict: 'undecided',
      reasons: expect.arrayContaining([expect.objectContaining({ code: 'new-routes' })]),
    });
    expect(judge(toEvidence(rows(0)))).toMatchObject({ verdict: 'ok' });
  });
});

describe('mirrored requests', () => {
  const pair = (batch: number, more: Partial<Evidence['pairs'][number]>): Evidence['pairs'][number] => ({
    batch: batch * minute,
    route: '/0',
    pairs: 100,
    candidateErrors: 0,
    baselineErrors: 0,
    candidateOnly: 0,
    baselineOnly: 0,
    candidateSlower: 0,
    baselineSlower: 0,
    ...more,
  });
  const toPairs = (count: number, more: Partial<Evidence['pairs'][number]>) =>
    judge(
      toEvidence([[0, 0, 0, 0, 0, 0]], {
        design: 'shadow-pairs',
        strata: [],
        pairs: Array.from({ length: count }, (_, batch) => pair(batch, more)),
      }),
    );

  it('that fail where the originals do not are REGRESSED', () => {
    expect(toPairs(10, { candidateErrors: 6, candidateOnly: 5, baselineErrors: 2, baselineOnly: 1 })).toMatchObject({
      verdict: 'regressed',
      candidate: { requests: 1000, errors: 60 },
      design: 'shadow-pairs',
    });
  });

  it('that end as the originals do are OK, however often both fail', () => {
    expect(toPairs(20, {}).verdict).toBe('ok');
    expect(
      toPairs(20, {
        candidateErrors: 20,
        baselineErrors: 20,
        candidateOnly: 3,
        baselineOnly: 3,
        candidateSlower: 4,
        baselineSlower: 4,
      }).verdict,
    ).toBe('ok');
  });
});

it('refuses a file that is no evidence, or of a schema to come', () => {
  expect(() => parseEvidence('{}', 'a.json')).toThrow('a.json is no evidence of a verdict');
  expect(() => parseEvidence(formatEvidence(toEvidence([])).replace('"schema":1', '"schema":2'))).toThrow(
    'this Seatrial understands 1',
  );
});
