import type { Attributes, Span } from '@opentelemetry/api';

/** Attributes that a span needs room for, before its limit is a matter for the SDK. */
const room = 16;

/** The parts of an SDK's span that make a direct write safe, as 2.x and 3.x have them. */
interface OpenSpan {
  readonly attributes?: Record<string, unknown>;
  readonly _spanLimits?: { readonly attributeCountLimit?: number; readonly attributeValueLengthLimit?: number };
}

/** Where a function is defined, as span attributes. */
export interface CodeAttributes {
  readonly functionName: string;
  readonly path: string | undefined;
  readonly line: number | undefined;
}

/**
 * Puts `code.*` on a span that records. Written into the span's own object where its limits are far off: the values need
 * no check, and the SDK's checks of three attributes cost a fifth of a span (`npm run bench traced`).
 */
export function setCodeAttributes(span: Span, { functionName, path, line }: CodeAttributes): void {
  const { attributes, _spanLimits: limits } = span as OpenSpan;
  if (attributes === undefined || limits === undefined || !isFarOff(limits)) {
    span.setAttributes(toAttributes({ functionName, path, line }));
    return;
  }
  attributes['code.function.name'] ??= functionName;
  if (path === undefined) return;
  attributes['code.file.path'] ??= path;
  attributes['code.line.number'] ??= line;
}

function isFarOff({ attributeCountLimit, attributeValueLengthLimit }: NonNullable<OpenSpan['_spanLimits']>): boolean {
  return (
    (attributeCountLimit === undefined || attributeCountLimit >= room) &&
    (attributeValueLengthLimit === undefined || attributeValueLengthLimit === Number.POSITIVE_INFINITY)
  );
}

function toAttributes({ functionName, path, line }: CodeAttributes): Attributes {
  const name = { 'code.function.name': functionName };
  return path === undefined || line === undefined
    ? name
    : { ...name, 'code.file.path': path, 'code.line.number': line };
}
