import type { Context, Span } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { functionsTouched, limits, requestRecordKey } from '@seatrial/model';
import type { RequestRecord } from '@seatrial/model';
import { load } from '../load.ts';

/** Names of changed functions: of a request, or of a local root span that serves none. */
type Names = Pick<RequestRecord, 'touched'>;

/** What the spans below a local root share with it. */
interface Root {
  readonly spanId: string;
  readonly names: Names;
}

const slot: unique symbol = Symbol.for('seatrial.functions.root') as never;

interface LinkedSpan {
  [slot]?: Root;
}

/** Notes that the work of this span, or of its request, ran a changed function. */
export function touch(span: Span | undefined, active: Context, name: string): void {
  const root = (span as LinkedSpan | undefined)?.[slot];
  const touched = (root?.names ?? findRecord(active))?.touched;
  if (touched !== undefined && touched.size < limits.functionsTouched) touched.add(name);
}

/**
 * Writes onto each local root span which changed functions ran below it, when it ends: beside the limit of attributes,
 * like the stamp.
 */
export function createTouchedProcessor(): SpanProcessor {
  const { SpanKind, trace } = load('@opentelemetry/api');
  return {
    onStart(span, parentContext) {
      const above = (trace.getSpan(parentContext) as LinkedSpan | undefined)?.[slot];
      const isEntry = span.kind === SpanKind.SERVER || span.kind === SpanKind.CONSUMER;
      // A message that is worked on inside of a request is for somebody else than the request is.
      const isForeign = above !== undefined && span.kind === SpanKind.CONSUMER;
      (span as LinkedSpan)[slot] =
        above !== undefined && !isEntry
          ? above
          : {
              spanId: span.spanContext().spanId,
              names: (isForeign ? undefined : findRecord(parentContext)) ?? { touched: new Set() },
            };
    },
    onEnd(span: ReadableSpan & LinkedSpan) {
      const root = span[slot];
      if (root === undefined || root.spanId !== span.spanContext().spanId || root.names.touched.size === 0) return;
      Object.assign(span.attributes, { [functionsTouched]: [...root.names.touched] });
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
}

function findRecord(context: Context): Names | undefined {
  return context.getValue(requestRecordKey) as Names | undefined;
}
