import { selectTraceIds } from '../queries.ts';
import { ambiguousTraceError, checkTraceId } from '../refusals.ts';
import type { Asking } from './asking.ts';

/** The whole id of a trace, as a UUID, by its first digits; `undefined` where none is known. */
export async function findTrace(asking: Asking, traceId: string): Promise<string | undefined> {
  checkTraceId(traceId);
  const ids = (await asking.ask(selectTraceIds(traceId.toLowerCase()))).map((row) => String(row['id']));
  if (ids.length <= 1) return ids[0];
  throw ambiguousTraceError(traceId, ids);
}
