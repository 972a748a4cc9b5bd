/**
 * Looks at an attribute before it leaves: returns the value to send (the same one, or another), or `undefined` to leave
 * the attribute out.
 * @param name the attribute's name; `otel.status_description` for the text of a span's status, `body` for a log's body.
 * @param value what is left of it after the default rules.
 */
export type Redact = (name: string, value: unknown) => unknown;

/** Attributes of a span, event, link or log record, as the SDK holds them. */
export type MutableAttributes = Record<string, unknown>;
