import { toSamplingWeight } from '@seatrial/model';

/** How many spans one stands for, by the text of its trace state. */
export function readSamplingWeight(traceState: string): number {
  return traceState === '' ? 1 : toSamplingWeight(/(?:^|,)\s*ot=([^,]*)/.exec(traceState)?.[1]?.trim());
}
