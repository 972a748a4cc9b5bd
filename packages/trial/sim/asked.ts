import { parseSelector } from '@seatrial/model';
import type { EvidenceReader } from '@seatrial/store';
import { startOfTime } from '@seatrial/store/contract';
import { verify } from '../src/index.ts';
import type { VerifyOptions } from '../src/index.ts';

const minute = 60_000;

/** What few requests can show. */
const generous = { errors: { ceiling: 0.2, factor: 4, regressedFactor: 1.2 }, latency: { factor: 3, leastMs: 0.5 } };

function toAsked(service: string): readonly VerifyOptions[] {
  const from = startOfTime + 3 * minute;
  const own = { service, environment: '' };
  return [
    own,
    { ...own, candidate: parseSelector('ring=canary'), batchSeconds: 20, where: parseSelector('route^=/') },
    { ...own, candidate: parseSelector('release=1.4.2'), from, to: startOfTime + 20 * minute, batchSeconds: 120 },
    { ...own, cohorts: ['audience'], objectives: { minimumRequests: 10, warmUpMs: 5000 } },
    { ...own, flag: 'new-checkout', unit: 'trace' },
    {
      service,
      flag: 'new-checkout',
      objectives: { latency: { factor: 1.2, leastMs: 0.5, threshold: { ms: 80, budget: 0.2 } } },
    },
    { ...own, candidate: parseSelector('cohort.audience=internal') },
    { service, environment: 'staging' },
    { ...own, objectives: generous },
  ];
}

/** What comes of it, as it is written into a file. */
export async function askAll(reader: EvidenceReader, service: string, now: number): Promise<readonly string[]> {
  const verdicts = await Promise.all(toAsked(service).map((options) => verify(reader, options, { now })));
  return verdicts.map((verdict) => JSON.stringify(verdict));
}
