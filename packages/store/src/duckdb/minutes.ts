/** Time after its end in which a minute still takes spans; what comes later joins the open minute. */
const watermarkMs = 60_000;
const minuteMs = 60_000;
const minuteNano = 6e10;

/** Where a span is counted, and how it stood to the clock. */
export interface MinuteOf {
  readonly minute: number;
  readonly late: boolean;
  readonly future: boolean;
}

/**
 * The minute in which a span is counted: that of its end. A late one joins the open minute, so that a minute which was
 * summed up stays as it is; one from the future joins the present, so that a wrong clock moves nothing out of reach.
 */
export function toMinute(endNano: number, nowMs: number): MinuteOf {
  const present = Math.floor(nowMs / minuteMs);
  const open = lastClosable(nowMs) + 1;
  const natural = Math.floor(endNano / minuteNano);
  if (natural < open) return { minute: open, late: true, future: false };
  if (natural > present + 1) return { minute: present, late: false, future: true };
  return { minute: natural, late: false, future: false };
}

/** The last minute whose watermark has passed. */
export function lastClosable(nowMs: number): number {
  return Math.floor((nowMs - watermarkMs) / minuteMs) - 1;
}
