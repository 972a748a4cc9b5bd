import { trace } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { createScope } from './scope.ts';
import type { Scope } from './scope.ts';
import { createChildState, findState, keepState, SpanState } from './span-state.ts';
import { stampSpan } from './stamp.ts';
import type { StampSettings } from './stamp.ts';
import type { Marks } from './mark.ts';

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

/** What a local root starts with: the request that it serves, and what the calling service knew. */
export interface Origin {
  readonly scope: Scope;
  readonly marks: Marks | undefined;
}

export interface ProcessorPorts {
  readonly settings: StampSettings;
  /** What a local root starts with: the request in its context, if there is one. */
  readonly findOrigin: (parentContext: Context) => Origin;
  /** Called when a span starts or ends inside of a request, before it takes over what is known. */
  readonly refresh: ((state: SpanState) => void) | undefined;
  readonly onScopeEnd: (scope: Scope) => void;
  readonly onShutdown: () => void;
}

interface SpanShape {
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
  const finish = (span: object): void => {
    const state = findState(span);
    if (state === undefined || state.ended) return;
    // What the application's authentication has found out by now.
    if (state.scope !== undefined) ports.refresh?.(state);
    state.ended = true;
    if (state.own === undefined && state.inherited === undefined && state.scope === undefined) return;
    stampSpan((span as SpanShape).attributes, state, ports.settings);
    if (state.scope !== undefined) ports.onScopeEnd(state.scope);
  };
  const guarded = (span: object): void => {
    try {
      finish(span);
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
    onEnding: guarded,
    onEnd: guarded,
    forceFlush: () => Promise.resolve(),
    shutdown: () => {
      ports.onShutdown();
      return Promise.resolve();
    },
  };
}

function start(span: SpanShape, parentContext: Context, { findOrigin, refresh }: ProcessorPorts): void {
  const parent = findState(trace.getSpan(parentContext));
  if (parent !== undefined && span.kind !== server && span.kind !== consumer) {
    refresh?.(parent);
    keepState(span, createChildState(parent));
    return;
  }
  // A message that is worked on inside of a request is for somebody else than the request is.
  const isForeign = span.kind === consumer && parent !== undefined;
  const origin = isForeign ? undefined : findOrigin(parentContext);
  const state = new SpanState(undefined, origin?.marks);
  state.scope = origin?.scope ?? createScope();
  keepState(span, state);
}
