import type { EvidenceReader } from '@seatrial/store';
import { gather } from './gather.ts';
import type { GatherClock } from './gather.ts';
import { judge } from './judge.ts';
import type { VerifyOptions } from './options.ts';
import type { Verdict } from './verdict.ts';

/**
 * Asks a store about a release and judges it.
 * @throws SeatrialError `SEATRIAL_BAD_ARGUMENT`, and what the store throws.
 */
export async function verify(
  reader: EvidenceReader,
  options: VerifyOptions,
  clock: GatherClock = {},
): Promise<Verdict> {
  return judge(await gather(reader, options, clock));
}
