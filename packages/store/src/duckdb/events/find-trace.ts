import { ambiguousTraceError, checkTraceId } from '../refusals.ts';
import type { Asking } from './asking.ts';
import type { CursorRange, TraceBlocks } from './trace-blocks.ts';
import { selectTraceIds, toUuidText } from './trace-sql.ts';

/** A trace and where its spans are, if there are any. */
export interface PlacedTrace {
  readonly uuid: string;
  readonly ranges: readonly CursorRange[];
}

/** A trace that is in the store. */
interface FoundTrace extends PlacedTrace {
  readonly firstNs: bigint;
  readonly lastNs: bigint;
}

/** What is given whole needs not be looked up before its spans are. */
export function toWholeId(traceId: string, blocks: TraceBlocks): PlacedTrace | undefined {
  if (!/^[0-9a-f]{32}$/i.test(traceId)) return undefined;
  return { uuid: toUuidText(traceId.toLowerCase()), ranges: blocks.find(traceId) };
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
