import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { sayLine } from '../line.ts';
import type { RegisterOptions } from '../options.ts';
import { redactByName, redactException } from './default-rules.ts';
import { redactHeaders, writesHeaders } from './headers.ts';
import type { MutableAttributes, Redact } from './redact.ts';
import { redactText } from './text.ts';

const nothing = { forceFlush: () => Promise.resolve(), shutdown: () => Promise.resolve() };

/** Redacts spans when they have ended, before any other processor sees them; `undefined` where `redact` is `false`. */
export function createSpanRedaction(options: RegisterOptions): SpanProcessor | undefined {
  if (isOff(options)) return undefined;
  const hook = toHook(options.redact);
  const headers = writesHeaders(options);
  return {
    ...nothing,
    onStart() {},
    onEnd(span) {
      try {
        redactByName(span.attributes);
        if (headers) redactHeaders(span.attributes);
        if (span.events.length > 0) for (const event of span.events) redactException(event.attributes ?? {});
        if (span.status.message !== undefined) span.status.message = redactText(span.status.message);
        if (hook !== undefined) applyToSpan(hook, span);
      } catch (error) {
        saySpared(error);
      }
    },
  };
}

/** The same for log records on their way out. */
export function createLogRedaction(options: RegisterOptions): LogRecordProcessor | undefined {
  if (isOff(options)) return undefined;
  const hook = toHook(options.redact);
  return {
    ...nothing,
    onEmit(record) {
      try {
        const { attributes } = record;
        redactByName(attributes);
        redactException(attributes);
        if (hook === undefined) return;
        applyHook(hook, attributes);
        record.setBody(hook('body', record.body));
      } catch (error) {
        saySpared(error);
      }
    },
  };
}

function applyToSpan(hook: Redact, span: ReadableSpan): void {
  applyHook(hook, span.attributes);
  for (const event of span.events) applyHook(hook, event.attributes ?? {});
  for (const link of span.links) applyHook(hook, link.attributes ?? {});
  const { message } = span.status;
  if (message === undefined) return;
  const changed = hook('otel.status_description', message);
  if (typeof changed === 'string') span.status.message = changed;
  else delete span.status.message;
}

function applyHook(hook: Redact, attributes: MutableAttributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    const changed = hook(name, value);
    if (changed === undefined) delete attributes[name];
    else if (changed !== value) attributes[name] = changed;
  }
}

function isOff({ redact }: RegisterOptions): boolean {
  const set = process.env['SEATRIAL_REDACT']?.trim();
  if (redact !== undefined || !set) return redact === false;
  if (set !== 'off' && set !== 'on')
    sayLine('bad-setting', `SEATRIAL_REDACT=${set} is neither "on" nor "off"; it is on.`);
  return set === 'off';
}

function toHook(redact: RegisterOptions['redact']): Redact | undefined {
  if (typeof redact === 'function') return guardHook(redact);
  if (redact !== undefined) sayLine('bad-option', 'redact is no function and not false; the default rules alone hold.');
  return undefined;
}

/** Where the hook throws, nobody knows whether the value may leave: it does not. */
function guardHook(redact: Redact): Redact {
  return (name, value) => {
    try {
      return redact(name, value);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      sayLine('bad-option', `redact threw for ${name} (${reason}); attributes for which it throws are left out.`);
      return undefined;
    }
  };
}

function saySpared(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  sayLine('bad-option', `a span or log record could not be redacted (${reason}) and is sent as it is.`);
}
