import { findCurrent } from '../current.ts';
import type { FlagEvaluation } from '../evaluation.ts';

const attached = Symbol.for('seatrial.flags.attached');

/** True the first time that it is asked about a client; later ones, and other copies of this package, get false. */
export function attachOnce(client: object): boolean {
  if (Object.hasOwn(client, attached)) return false;
  Object.defineProperty(client, attached, { value: true });
  return true;
}

/** What an adapter has learned from one evaluation. */
export interface AdapterReport extends FlagEvaluation {
  /** What the vendor knows about the subject; its allow-listed keys become cohorts. */
  readonly context?: Readonly<Record<string, unknown>> | undefined;
}

/** Reports an evaluation. Nothing that goes wrong in here reaches the vendor's SDK or the application. */
export function report(read: () => AdapterReport | undefined): void {
  try {
    const current = findCurrent();
    if (!current) return;
    const found = read();
    if (found === undefined) return;
    const { context, ...evaluation } = found;
    current.recordContext(context);
    current.recordFlag(evaluation);
  } catch {
    // The flag's value is on its way to the application; that counts.
  }
}

type Method = (this: unknown, ...args: readonly unknown[]) => unknown;

/**
 * Lets a method of one object report each of its results, for SDKs whose own events leave evaluations out. Its result
 * stays what it was, and for a promise the report comes before the caller goes on.
 */
export function followMethod(
  target: object,
  name: string,
  read: (result: unknown, args: readonly unknown[]) => AdapterReport | undefined,
): void {
  const original = (target as Readonly<Record<string, unknown>>)[name] as Method | undefined;
  if (typeof original !== 'function') return;
  const value = function (this: unknown, ...args: readonly unknown[]): unknown {
    const result = Reflect.apply(original, this, args);
    if (!(result instanceof Promise)) {
      report(() => read(result, args));
      return result;
    }
    return result.then((settled: unknown) => {
      report(() => read(settled, args));
      return settled;
    });
  };
  Object.defineProperty(target, name, { configurable: true, writable: true, value });
}
