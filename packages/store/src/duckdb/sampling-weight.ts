/**
 * How many spans a sampled one stands for: the reciprocal of the probability that its threshold gives (OpenTelemetry,
 * "TraceState: Probability Sampling", `ot=th:`: up to 14 hex digits of a 56-bit rejection threshold). 1 where none is given.
 */
export function toSamplingWeight(traceState: string): number {
  if (traceState === '') return 1;
  const threshold = /(?:^|,)\s*ot=(?:[^,]*;)?th:([0-9a-f]{1,14})(?:[;,]|$)/.exec(traceState)?.[1];
  if (threshold === undefined) return 1;
  return 1 / (1 - Number.parseInt(threshold.padEnd(14, '0'), 16) / 2 ** 56);
}
