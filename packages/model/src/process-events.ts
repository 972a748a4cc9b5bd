/** Names of the log events that a process under `register()` sends of itself. */
export const processEvents = {
  /** It began; the time is that of the process, not of the sending. */
  start: 'seatrial.process.start',
  /** It ended in order, with `seatrial.end.reason` and `process.exit.code`. Without it, it was killed. */
  end: 'seatrial.process.end',
} as const;
