import { isMainThread } from 'node:worker_threads';
import { followSignals } from './signals.ts';

/** Why the process, or this worker thread, ends: what `seatrial.unfinished` says. */
export type EndReason = 'exit' | 'process.exit' | 'uncaughtException' | 'unhandledRejection' | NodeJS.Signals;

/** How it ends. */
export interface Ending {
  readonly reason: EndReason;
  /** The exit code; `undefined` where a signal ends the process. */
  readonly code: number | undefined;
}

export interface EndingHandlers {
  /** The event loop is empty: the last moment for what takes turns of it. */
  readonly beforeEnd: () => void;
  /** The very end, after the application's own handlers; nothing asynchronous runs after it. Called once. */
  readonly atEnd: (ending: Ending) => void;
}

/**
 * Follows every way in which a process ends that JavaScript is told of, and changes none of them: exit codes, signals
 * and the application's own handlers stay as they are.
 */
export function followEnding({ beforeEnd, atEnd }: EndingHandlers): void {
  let reason: EndReason = 'process.exit';
  let ended = false;
  const end = (ending: Ending): void => {
    if (ended) return;
    ended = true;
    atEnd(ending);
  };
  process.once('beforeExit', () => {
    reason = 'exit';
    beforeEnd();
  });
  process.on('uncaughtExceptionMonitor', (_error, origin) => {
    reason = origin;
  });
  stayLast((code) => end({ reason, code }));
  if (isMainThread) followSignals((signal) => end({ reason: signal, code: undefined }));
}

/** Keeps a listener of `exit` behind those that are added after it. */
function stayLast(listener: (code: number) => void): void {
  process.on('exit', listener);
  let moving = false;
  process.on('newListener', (event, added) => {
    if (event !== 'exit' || added === listener || moving) return;
    moving = true;
    process.nextTick(() => {
      moving = false;
      process.off('exit', listener).on('exit', listener);
    });
  });
}
