import { ambiguousTraceError, checkTraceId } from '../refusals.ts';
import type { Asking } from './asking.ts';
import type { TraceBlocks } from './trace-blocks.ts';
import { selectTraceIds } from './trace-sql.ts';

/** A trace that is in the store. */
export interface FoundTrace {
  readonly uuid: string;
  /** Cursors of its spans, the least and the largest. */
  readonly first: bigint;
  readonly last: bigint;
  /** Nanoseconds since the Unix epoch: its first start and its last end. */
  readonly firstNs: bigint;
  readonly lastNs: bigint;
}

/** The trace whose id begins with these digits; `undefined` where none is known. */
export async function findTrace(asking: Asking, blocks: TraceBlocks, traceId: string): Promise<FoundTrace | undefined> {
  checkTraceId(traceId);
  const rows = await asking.ask(selectTraceIds(traceId.toLowerCase(), blocks.find(traceId)));
  const ids = rows.map((row) => String(row['id']));
  if (ids.length > 1) throw ambiguousTraceError(traceId, ids);
  const [row] = rows;
  if (row === undefined || ids[0] === undefined) return undefined;
  const [first, last] = [row['first'] as bigint, row['last'] as bigint];
  return { uuid: ids[0], first, last, firstNs: row['first_ns'] as bigint, lastNs: row['last_ns'] as bigint };
}
