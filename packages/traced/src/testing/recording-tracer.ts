import { createTraceState, INVALID_SPANID, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import type {
  Attributes,
  AttributeValue,
  Context,
  Exception,
  HrTime,
  Link,
  Span,
  SpanContext,
  SpanOptions,
  SpanStatus,
  Tracer,
  TracerProvider,
} from '@opentelemetry/api';
import { context } from '@opentelemetry/api';
import { randomBytes } from 'node:crypto';
import type { RecordedEvent, RecordedSpan } from './recorded-span.ts';

/** A tracer provider that keeps every span, for tests of programs that set up no SDK themselves. */
export function createRecordingProvider(record: (span: RecordedSpan) => void): TracerProvider {
  return { getTracer: () => createTracer(record) };
}

function createTracer(record: (span: RecordedSpan) => void): Tracer {
  const startSpan = (name: string, options: SpanOptions = {}, parent: Context = context.active()): Span => {
    const above = options.root === true ? undefined : trace.getSpanContext(parent);
    const span = new KeptSpan(name, options, above?.spanId === INVALID_SPANID ? undefined : above);
    record(span);
    return span;
  };
  return {
    startSpan,
    startActiveSpan: (name: string, ...rest: readonly unknown[]) => {
      const work = rest.at(-1) as (span: Span) => unknown;
      const [options, given] = rest.slice(0, -1) as readonly (SpanOptions | Context | undefined)[] as [
        SpanOptions?,
        Context?,
      ];
      const parent = given ?? context.active();
      const span = startSpan(name, options, parent);
      return context.with(trace.setSpan(parent, span), work, undefined, span);
    },
  };
}

class KeptSpan implements Span, RecordedSpan {
  name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes = {};
  readonly events: RecordedEvent[] = [];
  readonly links: Link[];
  readonly startTime: HrTime = toHrTime();
  readonly parentSpanContext: SpanContext | undefined;
  readonly #context: SpanContext;
  status: SpanStatus = { code: SpanStatusCode.UNSET };
  ended = false;

  constructor(name: string, options: SpanOptions, parent: SpanContext | undefined) {
    this.name = name;
    this.kind = options.kind ?? SpanKind.INTERNAL;
    this.links = [...(options.links ?? [])];
    this.parentSpanContext = parent;
    this.#context = {
      traceId: parent?.traceId ?? randomBytes(16).toString('hex'),
      spanId: randomBytes(8).toString('hex'),
      traceFlags: TraceFlags.SAMPLED,
      traceState: parent?.traceState ?? createTraceState(),
    };
    this.setAttributes(options.attributes ?? {});
  }

  spanContext(): SpanContext {
    return this.#context;
  }

  setAttribute(key: string, value: AttributeValue): this {
    if (!this.ended) this.attributes[key] = value;
    return this;
  }

  setAttributes(attributes: Attributes): this {
    if (!this.ended) Object.assign(this.attributes, attributes);
    return this;
  }

  addEvent(name: string, second?: unknown): this {
    const attributes = typeof second === 'object' && !Array.isArray(second) && !(second instanceof Date) ? second : {};
    this.events.push({ name, attributes: { ...attributes } });
    return this;
  }

  addLink(link: Link): this {
    this.links.push(link);
    return this;
  }

  addLinks(links: Link[]): this {
    this.links.push(...links);
    return this;
  }

  setStatus(status: SpanStatus): this {
    if (!this.ended) this.status = status;
    return this;
  }

  updateName(name: string): this {
    this.name = name;
    return this;
  }

  end(): void {
    this.ended = true;
  }

  isRecording(): boolean {
    return !this.ended;
  }

  recordException(exception: Exception): void {
    const {
      name = 'Error',
      message = '',
      stack = '',
    } = typeof exception === 'string' ? { message: exception } : exception;
    this.addEvent('exception', {
      'exception.type': name,
      'exception.message': message,
      'exception.stacktrace': stack,
    });
  }
}

function toHrTime(): HrTime {
  const now = performance.timeOrigin + performance.now();
  return [Math.floor(now / 1000), Math.round((now % 1000) * 1e6)];
}
