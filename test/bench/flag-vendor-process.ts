import { trace } from '@opentelemetry/api';
import { takeAddedRounds } from './added.ts';
import type { Addition, AddedRound, PairCount } from './added.ts';
import { vendors } from './flag-vendor-clients.ts';
import { createWork, evaluations, withFlags } from './flag-work.ts';
import type { Evaluate, Work } from './flag-work.ts';

/** What one process measured. */
export interface VendorRounds {
  readonly name: string;
  /** What the rounds' units are, in their order. */
  readonly units: readonly string[];
  readonly rounds: readonly AddedRound[];
  /** Evaluations of one run. */
  readonly operations: number;
}

/**
 * A run is long enough to have its share of collections, which are CPU time as well: ten decisions of a request allocate
 * 240 bytes, ten attributes 1,464. Medians of shorter runs leave them out.
 */
const requests = 2000;
/** V8 still compiles for long after the first rounds. */
const options: PairCount = { pairs: 40, warmUp: 8 };

/**
 * What recording adds to an evaluation, beside what one `setAttribute` costs: in the place of recording, after each
 * evaluation, which is what one would write instead; by itself, where it is quicker, since the processor has nothing
 * else to keep at hand; and in a hook of the vendor's, where it has hooks.
 */
async function measureVendor(): Promise<VendorRounds> {
  let key = 0;
  const names = Array.from({ length: evaluations }, (_, index) => `app.attribute.${index}`);
  const nextName = (): string => names[(key += 1) % evaluations] ?? '';
  const setAttribute = (): unknown => trace.getActiveSpan()?.setAttribute(nextName(), 'treatment');
  const [name = '', count = ''] = process.argv.slice(2);
  const flags = Array.from({ length: Number(count) }, (_, index) => `checkout-${index}`);
  const vendor = await vendors[name]?.(flags, setAttribute);
  if (vendor === undefined) throw new Error(`there is no vendor "${name}"`);
  const { plain, recorded, byHand, close } = vendor;
  const toWork = (evaluate: Evaluate, after?: () => unknown): Work => createWork(evaluate, after, { requests });
  const lacking = toWork(plain);
  const units: Readonly<Record<string, Addition>> = {
    'in setAttributes after it': { having: toWork(plain, setAttribute), lacking: toWork(plain, nextName) },
    'in setAttributes by themselves': { having: toWork(setAttribute), lacking: toWork(nextName) },
    ...(byHand && { 'in setAttributes of a hook': { having: toWork(byHand), lacking } }),
  };
  const rounds = await takeAddedRounds({ having: toWork(recorded), lacking }, Object.values(units), options);
  await close();
  return { name: vendor.name, units: Object.keys(units), rounds, operations: requests * evaluations };
}

process.send?.(await withFlags(measureVendor));
process.disconnect?.();
