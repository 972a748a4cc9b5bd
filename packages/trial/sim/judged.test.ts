import { expect, it } from 'vitest';
import { unchanged } from '../../stats/sim/latency.ts';
import { createStream, createVerdict } from '../../stats/sim/verdict.ts';
import { decideByJudge } from './judged.ts';

it.each([
  ['isRegressed', 0.01, 2, 160],
  ['isRegressed', 0.01, 5, 40],
  ['isErrorOk', 0.001, 1, 60],
  ['isLatencyOk', 0.01, 1, 130],
] as const)(
  'judge decides as the modelled verdict does, look by look: %s at %d × %d',
  (question, baselineRate, factor, count) => {
    const stream = createStream({ baselineRate, candidateRate: baselineRate * factor, change: unchanged, seed: 90 });
    for (let run = 0; run < 3; run += 1) {
      const looks = Array.from({ length: count }, () => stream.next());
      const verdict = createVerdict(stream.thresholds, stream.objective);
      const modelled = looks.findIndex(({ errors, exceedances, overObjective }) => {
        verdict.add(errors, exceedances, overObjective);
        return verdict[question]();
      });
      expect(decideByJudge(stream, looks, question)).toBe(modelled === -1 ? Infinity : modelled + 1);
    }
  },
);
