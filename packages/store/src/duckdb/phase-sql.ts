/** `toPhase` of the model, of `spans s`; young is a process of less than so many milliseconds. */
export function toPhaseSql(warmUpMs: number): string {
  return `CASE WHEN s.shadow THEN 'shadow' WHEN s.unfinished THEN 'unfinished'
    WHEN s.start_ns - s.process_start_ns < ${warmUpMs * 1_000_000} THEN 'warm' ELSE 'steady' END`;
}
