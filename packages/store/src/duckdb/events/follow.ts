import type { Arrivals, FollowQuery } from '../../events.ts';
import { toSpanRow } from '../read-rows.ts';
import { selectArrived, selectByCursor } from './follow-sql.ts';
import type { Asking } from './asking.ts';

/** What arrived after a cursor: how much of it matches, and the newest of that, whole. */
export async function follow(asking: Asking, { where, after, limit = 100 }: FollowQuery): Promise<Arrivals> {
  const { cursor, layout } = await asking.settle();
  if (after === undefined || after >= cursor) return { spans: [], matched: 0, cursor };
  const [found] = await asking.ask(selectArrived({ where: where ?? [], after, cursor, limit }, layout));
  const matched = Number(found?.['matched'] ?? 0);
  const newest = ((found?.['newest'] as readonly bigint[] | null) ?? []).map(Number);
  if (newest.length === 0) return { spans: [], matched, cursor };
  const rows = await asking.ask(selectByCursor(newest, layout));
  return { spans: rows.map((row) => toSpanRow(row, layout.columns.keys())), matched, cursor };
}
