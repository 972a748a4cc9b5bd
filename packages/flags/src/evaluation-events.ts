import type { Attributes, Context, Logger } from '@opentelemetry/api';
import { api } from './api.ts';
import type { FlagEvaluation } from './evaluation.ts';
import type { Mark } from './mark.ts';
import type { Scope } from './scope.ts';

/** Distinct evaluations of one request that get an event. */
const mostEvents = 64;
/** SeverityNumber INFO of OpenTelemetry's log data model. */
const info = 9;

/** Evaluations of one scope with the same key and variant, as the first of them was. */
export class CountedEvaluation {
  readonly mark: Mark;
  /** Where the first was evaluated: the span that the event belongs to is active there. */
  readonly context: Context;
  readonly provider: string | undefined;
  readonly version: string | undefined;
  readonly setId: string | undefined;
  readonly subject: string | undefined;
  readonly timeMs: number = Date.now();
  count = 1;

  constructor(mark: Mark, evaluation: FlagEvaluation, subject: string | undefined, context: Context) {
    this.mark = mark;
    this.context = context;
    this.provider = evaluation.provider;
    this.version = evaluation.version;
    this.setId = evaluation.setId;
    this.subject = subject;
  }
}

/**
 * Counts an evaluation for the event that leaves with its local root; `undefined` where the scope has no room for
 * another one.
 */
export function countEvaluation(
  scope: Scope,
  mark: Mark,
  evaluation: FlagEvaluation,
  subject: string | undefined,
  context: Context,
): CountedEvaluation | undefined {
  const events = (scope.events ??= []);
  for (const event of events)
    if (isSame(event.mark, mark)) {
      event.count += 1;
      return event;
    }
  if (events.length >= mostEvents) return undefined;
  const made = new CountedEvaluation(mark, evaluation, subject, context);
  events.push(made);
  return made;
}

/** Two marks of one value are two where the reasons differ. */
function isSame(a: Mark, b: Mark): boolean {
  return a === b || (a.attribute === b.attribute && a.value === b.value);
}

/** Emits a scope's `feature_flag.evaluation` events (semantic conventions 1.45). The API has logs since 1.10. */
export function createEventEmitter(): (scope: Scope) => void {
  let logger: Logger | undefined;
  return (scope) => {
    const { events } = scope;
    if (events === undefined || api.logs === undefined) return;
    scope.events = undefined;
    logger ??= api.logs.getLogger('@seatrial/flags');
    for (const event of events)
      logger.emit({
        eventName: 'feature_flag.evaluation',
        timestamp: event.timeMs,
        severityNumber: info,
        context: event.context,
        attributes: toAttributes(event),
      });
  };
}

function toAttributes({ mark, provider, version, setId, subject, count }: CountedEvaluation): Attributes {
  const attributes: Attributes = { 'feature_flag.key': mark.name, 'feature_flag.result.variant': mark.value };
  const reason = mark.reason?.toLowerCase();
  if (provider !== undefined) attributes['feature_flag.provider.name'] = provider;
  if (reason !== undefined) attributes['feature_flag.result.reason'] = reason;
  if (setId !== undefined) attributes['feature_flag.set.id'] = setId;
  if (version !== undefined) attributes['feature_flag.version'] = version;
  if (subject !== undefined) attributes['feature_flag.context.id'] = subject;
  if (reason === 'error') attributes['error.type'] = 'general';
  attributes['seatrial.evaluations'] = count;
  return attributes;
}
