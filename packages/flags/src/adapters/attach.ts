import { findCurrent } from '../current.ts';
import type { CurrentFlags } from '../current.ts';

const attached = Symbol.for('seatrial.flags.attached');

/** True the first time that it is asked about a client; later ones, and other copies of this package, get false. */
export function attachOnce(client: object): boolean {
  if (Object.hasOwn(client, attached)) return false;
  Object.defineProperty(client, attached, { value: true });
  return true;
}

/**
 * Reads what an evaluation has come to, from its result and the first arguments of the call, and records it. Arguments
 * one by one, since taking an array apart costs as much as an attribute.
 */
export type RecordResult = (
  flags: CurrentFlags,
  result: unknown,
  first: unknown,
  second: unknown,
  third: unknown,
) => void;

/** Reports an evaluation. Nothing that goes wrong in here reaches the vendor's SDK or the application. */
export function report(
  record: RecordResult,
  result: unknown,
  first?: unknown,
  second?: unknown,
  third?: unknown,
): void {
  try {
    const flags = findCurrent();
    if (flags) record(flags, result, first, second, third);
  } catch {
    // The flag's value is on its way to the application; that counts.
  }
}

type Method = (this: unknown, ...args: readonly unknown[]) => unknown;

/**
 * Lets a method of one object report each of its results, for SDKs whose own events leave evaluations out. Its result
 * stays what it was, and for a promise the report comes before the caller goes on.
 */
export function followMethod(target: object, name: string, record: RecordResult): void {
  const original = (target as Readonly<Record<string, unknown>>)[name] as Method | undefined;
  if (typeof original !== 'function') return;
  const value = function (this: unknown, ...args: readonly unknown[]): unknown {
    const result = call(original, this, args);
    if (typeof result !== 'object' || !(result instanceof Promise)) {
      report(record, result, args[0], args[1], args[2]);
      return result;
    }
    return result.then((settled: unknown) => {
      report(record, settled, args[0], args[1], args[2]);
      return settled;
    });
  };
  Object.defineProperty(target, name, { configurable: true, writable: true, value });
}

/** `Reflect.apply` costs a third of an attribute more than a call with so many arguments as there are. */
function call(method: Method, self: unknown, args: readonly unknown[]): unknown {
  if (args.length === 1) return method.call(self, args[0]);
  if (args.length === 2) return method.call(self, args[0], args[1]);
  return Reflect.apply(method, self, args);
}
