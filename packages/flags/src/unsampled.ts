import type { Context } from '@opentelemetry/api';
import { requestRecordKey } from '@seatrial/model';
import { api } from './api.ts';
import type { Mark } from './mark.ts';
import { noMarks } from './mark-set.ts';
import type { Incoming } from './request/incoming.ts';
import { findState, isRecorded } from './span-state.ts';

/** What work in this context runs under: as its span has it, or, where no span is recorded, as its request has. */
export function knownAt(context: Context): ReadonlyMap<string, Mark> | undefined {
  const span = api.trace.getSpan(context);
  return (isRecorded(span) ? findState(span)?.current : findRecord(context)?.marks)?.byAttribute;
}

/**
 * Keeps a mark with the request, where no span is recorded that could: what is counted by flag and cohort beside spans
 * counts all requests.
 */
export function keepUnsampled(context: Context, mark: Mark): void {
  const record = findRecord(context);
  if (record !== undefined) record.marks = (record.marks ?? noMarks).with(mark);
}

function findRecord(context: Context): Partial<Incoming> | undefined {
  return context.getValue(requestRecordKey) as Partial<Incoming> | undefined;
}
