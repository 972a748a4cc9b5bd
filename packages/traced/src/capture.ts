import type { Attributes, Span } from '@opentelemetry/api';
import { formatCaptured } from './captured-value.ts';
import { attempt, sayLine } from './line.ts';
import { toParameterNames } from './parameters.ts';
import type { Site } from './site.ts';

const parameterNames = new WeakMap<Site, readonly string[]>();

/** Puts the arguments that were asked for on the span, at its start: the function may change them. */
export function captureArguments(site: Site, span: Span, args: readonly unknown[]): void {
  attempt('capturing arguments', () => {
    const { captureArguments: wanted } = site.options;
    if (typeof wanted === 'function') {
      setGiven(span, wanted(...(args as readonly never[])));
      return;
    }
    const names = toNames(site);
    names.forEach((name, index) => {
      if (Array.isArray(wanted) && !wanted.includes(name)) return;
      const rest = name.startsWith('...');
      if (!rest && index >= args.length) return;
      const value = rest ? args.slice(index) : args[index];
      setValue(site, span, `seatrial.argument.${name.replace('...', '')}`, name.replace('...', ''), value);
    });
  });
}

export function captureResult(site: Site, span: Span, result: unknown): void {
  if (!span.isRecording()) return;
  attempt('capturing a result', () => {
    const { captureResult: wanted } = site.options;
    if (typeof wanted === 'function') setGiven(span, wanted(result as never));
    else setValue(site, span, 'seatrial.result', 'result', result);
  });
}

function setGiven(span: Span, attributes: Attributes | undefined): void {
  if (attributes !== undefined) span.setAttributes(attributes);
}

function setValue(site: Site, span: Span, attribute: string, path: string, value: unknown): void {
  const text = formatCaptured(value, path, site.description?.code?.functionName ?? site.member, site.options.redact);
  if (text !== undefined) span.setAttribute(attribute, text);
}

/** Names are read once, and a wanted one that no parameter has is said. */
function toNames(site: Site): readonly string[] {
  let names = parameterNames.get(site);
  if (names === undefined) {
    names = toParameterNames(site.original);
    parameterNames.set(site, names);
    const { captureArguments: wanted } = site.options;
    const bare = names.map((name) => name.replace('...', ''));
    const missing = Array.isArray(wanted) ? (wanted as readonly string[]).filter((name) => !bare.includes(name)) : [];
    if (missing.length > 0)
      sayLine(
        `@traced: ${site.member || 'a function'} has no parameter ${missing.join(', ')}, which captureArguments names; it has ${bare.join(', ') || 'none'}. For minified code pass a function.`,
      );
  }
  return names;
}
