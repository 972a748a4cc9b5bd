import type { SpanLimits } from '@opentelemetry/sdk-trace';
import { load } from '../load.ts';

const variables = {
  attributeCountLimit: ['OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'],
  attributeValueLengthLimit: ['OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT'],
  eventCountLimit: ['OTEL_SPAN_EVENT_COUNT_LIMIT'],
  linkCountLimit: ['OTEL_SPAN_LINK_COUNT_LIMIT'],
  attributePerEventCountLimit: ['OTEL_SPAN_ATTRIBUTE_PER_EVENT_COUNT_LIMIT'],
  attributePerLinkCountLimit: ['OTEL_SPAN_ATTRIBUTE_PER_LINK_COUNT_LIMIT'],
} as const satisfies Record<keyof SpanLimits, readonly string[]>;

/** The limits that `OTEL_SPAN_*` and `OTEL_ATTRIBUTE_*` set. */
export function toSpanLimits(): SpanLimits {
  const { getNumberFromEnv } = load('@opentelemetry/core');
  const limits: Record<string, number> = {};
  for (const [limit, names] of Object.entries(variables)) {
    const value = names.map((name) => getNumberFromEnv(name)).find((number) => number !== undefined);
    if (value !== undefined) limits[limit] = value;
  }
  return limits;
}
