import type { EvidenceReader, FunctionReader } from '@seatrial/store';
import type { Evidence } from '../evidence.ts';
import { gather } from '../gather.ts';
import type { GatherClock } from '../gather.ts';
import type { VerifyOptions } from '../options.ts';
import type { ChangesReader } from './changes-reader.ts';
import type { LedgerReader } from './gather-ledgers.ts';
import type { LedgerCoverage } from './ledger.ts';
import { askLedgers } from './ledgers.ts';

/**
 * Evidence as `gather` makes it, and how many of the functions that the candidate changed have run.
 * @throws SeatrialError as `gather` does.
 */
export async function gatherWithFunctions(
  reader: EvidenceReader & FunctionReader,
  changes: ChangesReader,
  options: VerifyOptions,
  clock: GatherClock = {},
): Promise<Evidence> {
  const evidence = await gather(reader, options, clock);
  const functions = await gatherCoverage(reader, changes, evidence);
  return functions === null ? evidence : { ...evidence, functions };
}

/** Null where the candidate is not one release, or nobody knows what it changed. */
async function gatherCoverage(
  reader: LedgerReader,
  changes: ChangesReader,
  { service, environment, candidate }: Evidence,
): Promise<LedgerCoverage | null> {
  const [version, ...others] = candidate.versions;
  if (version === undefined || version === '' || others.length > 0) return null;
  const ledgers = await askLedgers(reader, changes, {
    service,
    release: version,
    ...(environment !== '' && { environment }),
  });
  const own = ledgers.find((ledger) => ledger.version === version);
  return own === undefined || own.rows.length === 0 ? null : own.coverage;
}
