import type { ComparisonQuery } from '@seatrial/store';
import type { Evidence } from './evidence.ts';
import { calibrationRequests } from './freeze.ts';
import { toEvidenceArm, toFrame } from './plan.ts';
import type { Plan } from './plan.ts';

/** Mirrored requests and their originals. */
export async function gatherPairs(plan: Plan, query: ComparisonQuery): Promise<Evidence> {
  const { reader, settings, batchSeconds } = plan;
  const pairs = await reader.pairs({ ...query, slowerFactor: settings.latency.factor });
  const start = pairs[0]?.batch ?? 0;
  const distribution = await reader.distribution({ ...query, start, calibration: calibrationRequests });
  const routes = [...new Set(pairs.map(({ route }) => route))].toSorted();
  const ofArm = (arm: 'candidate' | 'baseline') => distribution.filter((row) => row.arm === arm);
  const paired = pairs.length > 0;
  return {
    ...toFrame(plan, 'shadow-pairs'),
    start: paired ? start : null,
    end: paired ? (pairs.at(-1)?.batch ?? 0) + batchSeconds * 1000 : null,
    candidate: toEvidenceArm(plan.candidate, ofArm('candidate'), 'shadow'),
    baseline: toEvidenceArm(plan.baseline, ofArm('baseline')),
    findings: paired
      ? []
      : [
          {
            code: 'no-candidate-traffic',
            text: `No mirrored request of ${plan.candidate.name} has its original in a closed batch.`,
          },
        ],
    levels: [],
    routes: routes.map((route) => ({ route, known: true, frozenAt: null, bounds: [] })),
    foldedRoutes: 0,
    strata: [],
    pairs,
    errors: [],
  };
}
