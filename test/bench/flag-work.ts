import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { context, trace } from '@opentelemetry/api';
import type { Tracer } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { createFlags } from '@seatrial/flags';
import type { Flags, FlagsOptions } from '@seatrial/flags';
import type { PairedOptions } from './paired.ts';

const requestsPerRun = 500;
export const evaluations = 10;
export const options: PairedOptions = { operations: requestsPerRun * evaluations, pairs: 60 };

export type Evaluate = () => unknown;
export type Work = () => Promise<void>;

export interface WorkOptions {
  readonly tracer?: Tracer;
  /** Default 500. */
  readonly requests?: number;
}

/** Requests of a root and a child span; the child's work evaluates a flag ten times, with something done after each. */
export function createWork(
  evaluate: Evaluate,
  after: () => unknown = () => undefined,
  { tracer = trace.getTracer('bench'), requests = requestsPerRun }: WorkOptions = {},
): Work {
  return async () => {
    for (let request = 0; request < requests; request += 1)
      await tracer.startActiveSpan('GET', async (root) => {
        await tracer.startActiveSpan('decide', async (span) => {
          for (let turn = 0; turn < evaluations; turn += 1) {
            const answer = evaluate();
            if (answer instanceof Promise) await answer;
            after();
          }
          span.end();
        });
        root.end();
      });
  };
}

/** Runs a benchmark with flags set up on spans that nobody exports. */
export async function withFlags<T>(run: (flags: Flags) => Promise<T>, given?: FlagsOptions): Promise<T> {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const flags = createFlags(given);
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [flags.processor] }));
  try {
    return await run(flags);
  } finally {
    flags.stop();
    trace.disable();
    context.disable();
  }
}
