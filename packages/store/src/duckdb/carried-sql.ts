import { cohortPrefix, flagPrefix } from '@seatrial/model';

/** True for what a request carries: a flag, a cohort. Spans that ended before it was known do not have it themselves. */
export function isCarried(name: string): boolean {
  return name.startsWith(flagPrefix) || name.startsWith(cohortPrefix);
}

/**
 * The attribute of a span, else that of its local root: the nearest entry span of the same process and trace that began
 * before. An entry span stands for itself, since it is work for somebody else.
 *
 * @param own the expression for the span's own attribute, of the span `s`
 * @param ofRoot the same of an entry span `e`
 */
export function toCarriedSql(own: string, ofRoot: string): string {
  const root = `(SELECT arg_max(${ofRoot}, e.start_ns) FROM spans e WHERE e.entry AND e.trace_id = s.trace_id
    AND e.resource_id = s.resource_id AND e.start_ns <= s.start_ns)`;
  return `CASE WHEN s.entry THEN ${own} ELSE coalesce(${own}, ${root}) END`;
}
