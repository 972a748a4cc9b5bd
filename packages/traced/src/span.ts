import { INVALID_SPAN_CONTEXT, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { callTraced } from './call.ts';
import type { TracedOptions } from './options.ts';
import type { Site } from './site.ts';
import { findTracer } from './tracer.ts';

/** Options of a block: it has no parameters, and its name is given. */
export type BlockOptions = Omit<TracedOptions, 'name' | 'captureArguments'>;

/**
 * Runs a block in a span of its own and answers with what it answers: `span('price order', () => …)`. The span ends as that
 * of a traced function does, so the block may be async or return a query builder or generator. Unlike {@link traced} it
 * sets no `code.*` attributes.
 */
export function span<T>(name: string, block: (span: Span) => T): T;
export function span<T>(name: string, options: BlockOptions, block: (span: Span) => T): T;
export function span<T>(name: string, second: BlockOptions | ((span: Span) => T), third?: (span: Span) => T): T {
  const block = typeof second === 'function' ? second : (third as (span: Span) => T);
  const options = typeof second === 'function' ? {} : second;
  const tracer = options.tracer ?? findTracer();
  const work = (own?: Span): T => block(own ?? trace.wrapSpanContext(INVALID_SPAN_CONTEXT));
  if (tracer === undefined) return work();
  return callTraced(createBlockSite(name, options, block), tracer, undefined, [], work) as T;
}

function createBlockSite(name: string, options: BlockOptions, block: (span: Span) => unknown): Site {
  const { kind, attributes } = options;
  return {
    options,
    member: name,
    original: block,
    origin: undefined,
    findOwner: undefined,
    makesPromises: false,
    attemptsLeft: 0,
    description: {
      name,
      code: undefined,
      options: { ...(kind === undefined ? {} : { kind }), ...(attributes === undefined ? {} : { attributes }) },
    },
  };
}
