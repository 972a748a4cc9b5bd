import type { Counter, Span } from '@opentelemetry/api';
import { api } from './api.ts';
import type { FlagEvaluation } from './evaluation.ts';
import type { CountedEvaluation, Scope } from './scope.ts';

const instrumentation = '@seatrial/flags';
/** Distinct evaluations of one request that get an event. */
const mostEvents = 64;
/** SeverityNumber INFO of OpenTelemetry's log data model. */
const info = 9;

/** Keeps an evaluation for the event that leaves with its local root. Equal ones are one event with a count. */
export function countEvaluation(scope: Scope, seen: Omit<CountedEvaluation, 'count' | 'timeMs'>): void {
  const events = (scope.events ??= new Map());
  const id = `${seen.key}\n${seen.text}`;
  const earlier = events.get(id);
  if (earlier !== undefined) earlier.count += 1;
  else if (events.size < mostEvents) events.set(id, { ...seen, timeMs: Date.now(), count: 1 });
}

/** Emits a scope's `feature_flag.evaluation` events (semantic conventions 1.45). The API has logs since 1.10. */
export function emitEvents(scope: Scope): void {
  if (scope.events === undefined || api.logs === undefined) return;
  const logger = api.logs.getLogger(instrumentation);
  for (const { evaluation, key, text, span, timeMs, subject, count } of scope.events.values()) {
    const { provider, reason, setId, version } = evaluation;
    logger.emit({
      eventName: 'feature_flag.evaluation',
      timestamp: timeMs,
      severityNumber: info,
      context: api.trace.setSpan(api.ROOT_CONTEXT, span as Span),
      attributes: {
        'feature_flag.key': key,
        'feature_flag.result.variant': text,
        ...(provider !== undefined && { 'feature_flag.provider.name': provider }),
        ...(reason !== undefined && { 'feature_flag.result.reason': reason.toLowerCase() }),
        ...(setId !== undefined && { 'feature_flag.set.id': setId }),
        ...(version !== undefined && { 'feature_flag.version': version }),
        ...(subject !== undefined && { 'feature_flag.context.id': subject }),
        ...(reason?.toLowerCase() === 'error' && { 'error.type': 'general' }),
        'seatrial.evaluations': count,
      },
    });
  }
  scope.events = undefined;
}

/** Counts evaluations, sampled or not. The meter is taken at the first one: meters are not handed on by a later SDK. */
export function createEvaluationCounter(): (evaluation: FlagEvaluation, key: string, text: string) => void {
  let counter: Counter | undefined;
  return ({ reason }, key, text) => {
    counter ??= api.metrics.getMeter(instrumentation).createCounter('feature_flag.evaluations', {
      unit: '{evaluation}',
      description: 'Evaluations of feature flags.',
    });
    counter.add(1, {
      'feature_flag.key': key,
      'feature_flag.result.variant': text,
      ...(typeof reason === 'string' && { 'feature_flag.result.reason': reason.toLowerCase() }),
    });
  };
}
