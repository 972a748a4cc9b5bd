/** Thresholds have 56 bits. */
const digits = 14;

/**
 * How many spans a kept one stands for: the reciprocal of the probability that its rejection threshold gives; 1 where
 * nothing says that its trace was sampled. Source: OpenTelemetry specification, "TraceState: Probability Sampling".
 *
 * @param ot the member `ot` of the trace state: `th:c`, `th:fd70a;rv:…`
 */
export function toSamplingWeight(ot: string | undefined): number {
  const threshold = /(?:^|;)th:([0-9a-f]{1,14})(?:;|$)/.exec(ot ?? '')?.[1];
  if (threshold === undefined) return 1;
  return 2 ** 56 / (2 ** 56 - Number.parseInt(threshold.padEnd(digits, '0'), 16));
}
