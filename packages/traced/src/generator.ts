import { context } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { isPromise } from 'node:util/types';
import { now, toEndTime } from './moment.ts';
import type { Moment } from './moment.ts';
import { endSpan, failScope } from './scope.ts';
import type { Scope } from './scope.ts';

type Step = (this: unknown, ...args: readonly unknown[]) => unknown;

/** How far a generator has come. It must not refer to the generator, whose collection ends it. */
interface Progress {
  readonly span: Span;
  last: Moment;
  running: boolean;
  ended: boolean;
}

const abandoned = new FinalizationRegistry<Progress>((progress) => {
  if (progress.ended) return;
  progress.ended = true;
  endSpan(progress.span, toEndTime(progress.span, progress.last));
});

/**
 * Follows a generator, synchronous or not: each step runs inside the span, which ends with the last one, be it by return,
 * throw or a `break` of its consumer. The generator stays the object that it is.
 */
export function followGenerator(generator: object, scope: Scope): void {
  const progress: Progress = { span: scope.span, last: now(), running: false, ended: false };
  for (const name of ['next', 'return', 'throw'] as const) {
    const original = (generator as Readonly<Record<string, unknown>>)[name] as Step;
    const step: Step = function step(...args) {
      return advance(this, original, args, scope, progress);
    };
    Object.defineProperty(step, 'name', { value: name });
    Reflect.defineProperty(generator, name, { value: step, writable: true, configurable: true, enumerable: false });
  }
  abandoned.register(generator, progress);
}

function advance(self: unknown, original: Step, args: readonly unknown[], scope: Scope, progress: Progress): unknown {
  // A generator that steps itself throws, and goes on: that is not its end.
  if (progress.ended || progress.running) return Reflect.apply(original, self, args);
  progress.running = true;
  let result: unknown;
  try {
    result = context.with(scope.active, () => Reflect.apply(original, self, args));
  } catch (error) {
    fail(scope, progress, error);
    throw error;
  } finally {
    progress.running = false;
  }
  if (!isPromise(result)) return settle(result, progress);
  return result.then(
    (value: unknown) => settle(value, progress),
    (error: unknown) => {
      fail(scope, progress, error);
      throw error;
    },
  );
}

function settle(result: unknown, progress: Progress): unknown {
  progress.last = now();
  if (!progress.ended && (result as { readonly done?: unknown }).done === true) {
    progress.ended = true;
    endSpan(progress.span);
  }
  return result;
}

function fail(scope: Scope, progress: Progress, error: unknown): void {
  if (progress.ended) return;
  progress.ended = true;
  failScope(scope, error);
}
