/** Signals whose default is to end the process, and that a process may catch. */
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const satisfies readonly NodeJS.Signals[];

/**
 * Calls `end` when a signal is about to end the process, and lets it do so: the process dies of the signal, as without us.
 *
 * Our listener is there only while the application has none of its own. Where it has, the process ends as the
 * application sees fit, which the `exit` event tells; and libraries that count the listeners of a signal to find out
 * whether they are alone (signal-exit) count as without us.
 */
export function followSignals(end: (signal: NodeJS.Signals) => void): void {
  const listeners = new Map<string | symbol, () => void>();
  for (const signal of signals) {
    listeners.set(signal, () => {
      const listener = listeners.get(signal);
      listeners.delete(signal);
      if (listener !== undefined) process.off(signal, listener);
      if (process.listenerCount(signal) > 0) return;
      end(signal);
      process.kill(process.pid, signal);
    });
  }
  const settle = (signal: string | symbol): void => {
    const listener = listeners.get(signal);
    if (listener === undefined) return;
    const others = process.listeners(signal as NodeJS.Signals).filter((other) => other !== listener).length;
    const ours = process.listeners(signal as NodeJS.Signals).length - others;
    if (others > 0 && ours > 0) process.off(signal, listener);
    if (others === 0 && ours === 0) process.on(signal, listener);
  };
  const isForeign = (event: string | symbol, changed: unknown): boolean =>
    listeners.has(event) && changed !== listeners.get(event);
  process.on('newListener', (event, added) => {
    // It is not there yet, and Node.js stops listening for a signal whose last listener goes before the next one comes.
    if (isForeign(event, added)) process.nextTick(settle, event);
  });
  process.on('removeListener', (event, removed) => {
    // At once: signal-exit removes its listener and sends the signal again in the same turn.
    if (isForeign(event, removed)) settle(event);
  });
  for (const signal of signals) settle(signal);
}
