import type { Context } from '@opentelemetry/api';
import { requestRecordKey } from '@seatrial/model';
import { api } from './api.ts';
import type { Incoming } from './request/incoming.ts';
import type { Scope } from './scope.ts';
import type { MarkSet } from './mark-set.ts';
import { findState, isRecorded, linkChild, startRoot } from './span-state.ts';
import type { LinkedSpan } from './span-state.ts';
import { stampSpan } from './stamp.ts';
import type { StampSettings } from './stamp.ts';

/**
 * The shape of OpenTelemetry's SpanProcessor, structural, so that one object serves SDK 1.x, 2.x and 3.x.
 * It never throws.
 */
export interface FlagSpanProcessor {
  onStart(span: object, parentContext: unknown): void;
  onEnding(span: object): void;
  onEnd(span: object): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

export interface ProcessorPorts {
  readonly settings: StampSettings;
  /** What local roots start with that serve no request, or one that brings nothing. */
  readonly marks: MarkSet | undefined;
  /** Called when a span starts or ends inside of a request, before it takes over what is known. */
  readonly refresh: ((span: object) => void) | undefined;
  readonly onScopeEnd: (scope: Scope) => void;
  readonly onShutdown: () => void;
}

interface SpanShape extends LinkedSpan {
  readonly kind?: number;
  readonly attributes: Record<string, unknown>;
}

/** SERVER and CONSUMER of OpenTelemetry's SpanKind: work for somebody else begins. */
const server = 1;
const consumer = 4;

/**
 * Links spans when they start and stamps them in `onEnding`, which the SDK calls for every processor before it calls
 * any `onEnd`: the order of processors does not matter. An SDK without `onEnding` (1.x) is served in `onEnd`; there the
 * processor has to stand before the exporting one.
 */
export function createFlagSpanProcessor(ports: ProcessorPorts): FlagSpanProcessor {
  let hasEnding = false;
  const finish = (span: object): void => {
    const state = findState(span);
    if (state === undefined || state.ended) return;
    try {
      // What the application's authentication has found out by now.
      if (state.isRoot) ports.refresh?.(span);
      state.end();
      stampSpan((span as SpanShape).attributes, state, ports.settings);
      const { scope } = state;
      if (state.isRoot && scope !== undefined) ports.onScopeEnd(scope);
    } catch {
      // A frozen or exotic attribute object: the span goes out as the application made it.
    }
  };
  return {
    onStart(span, parentContext) {
      try {
        start(span as SpanShape, parentContext as Context, ports);
      } catch {
        // Without a state the span carries no flags; its work goes on.
      }
    },
    onEnding(span) {
      hasEnding = true;
      finish(span);
    },
    onEnd(span) {
      if (!hasEnding) finish(span);
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => {
      ports.onShutdown();
      return Promise.resolve();
    },
  };
}

function start(span: SpanShape, parentContext: Context, { marks, refresh }: ProcessorPorts): void {
  const parent = api.trace.getSpan(parentContext);
  const isLocal = isRecorded(parent);
  if (isLocal && span.kind !== server && span.kind !== consumer) {
    refresh?.(parent);
    linkChild(span, parent);
    return;
  }
  // A message that is worked on inside of a request is for somebody else than the request is.
  const isForeign = isLocal && span.kind === consumer;
  const record = isForeign ? undefined : (parentContext.getValue(requestRecordKey) as Partial<Incoming> | undefined);
  startRoot(span, record, record?.marks ?? marks);
}
