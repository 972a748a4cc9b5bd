import { ambiguousTraceError, checkTraceId } from '../refusals.ts';
import type { Asking } from './asking.ts';
import type { CursorRange, TraceBlocks } from './trace-blocks.ts';
import { selectTraceIds } from './trace-sql.ts';

/** A trace that is in the store. */
export interface FoundTrace {
  readonly uuid: string;
  /** Where its spans are. */
  readonly ranges: readonly CursorRange[];
  readonly firstNs: bigint;
  readonly lastNs: bigint;
}

/** The trace whose id begins with these digits; `undefined` where none is known. */
export async function findTrace(asking: Asking, blocks: TraceBlocks, traceId: string): Promise<FoundTrace | undefined> {
  checkTraceId(traceId);
  const ranges = blocks.find(traceId);
  const rows = await asking.ask(selectTraceIds(traceId.toLowerCase(), ranges));
  const ids = rows.map((row) => String(row['id']));
  const [first] = rows;
  if (first === undefined || ids[0] === undefined) return undefined;
  if (ids.length > 1) throw ambiguousTraceError(traceId, ids);
  return { uuid: ids[0], ranges, firstNs: first['first_ns'] as bigint, lastNs: first['last_ns'] as bigint };
}
