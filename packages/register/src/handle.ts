import type { Release } from '@seatrial/model';

/** What `register()` answers. Its methods never reject: a failure is one line on stderr. */
export interface SeatrialHandle {
  /** The release that was found and is stamped. */
  readonly release: Release;
  /** Sends what is waiting. Resolves when it is sent or has failed. */
  flush(): Promise<void>;
  /** Ends the counting of changed functions for this thread; the rest of telemetry goes on. */
  stopProbes(): void;
  /** Sends what is waiting and ends telemetry for this process. */
  shutdown(): Promise<void>;
}

const key = Symbol.for('seatrial.register.handle');

interface Registry {
  [key]?: SeatrialHandle;
}

/** The handle of an earlier `register()` in this thread, by whichever copy of this package. */
export function findHandle(): SeatrialHandle | undefined {
  return (globalThis as Registry)[key];
}

export function keepHandle(handle: SeatrialHandle): SeatrialHandle {
  (globalThis as Registry)[key] = handle;
  return handle;
}
