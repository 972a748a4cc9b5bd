import { limits } from '@seatrial/model';
import type { FlagEvaluation } from './evaluation.ts';

/** What a span says where one flag had several values below it. */
export const mixed = 'mixed';

/**
 * The text that stands for the outcome: the variant's name, else the value, in at most 64 characters. An index
 * (LaunchDarkly's `0`) gives way to the value; an object or a long text becomes eight hex digits of its hash; a failed
 * evaluation is `error`, since its value is the caller's own default.
 */
export function toVariantText({ variant, value, reason }: FlagEvaluation): string {
  if (reason === 'ERROR' || reason === 'error') return 'error';
  const named = typeof variant === 'string' && variant !== '' ? variant : undefined;
  if (named !== undefined && !isIndex(named)) return toShortText(named);
  if (value === true) return 'true';
  if (value === false) return 'false';
  if (value === undefined || value === null) return named === undefined ? 'null' : toShortText(named);
  if (typeof value === 'string') return toShortText(value);
  if (typeof value === 'object') return toObjectText(value);
  return toShortText(String(value));
}

/** Digits alone. The first character decides nearly always, and a pattern costs more. */
function isIndex(text: string): boolean {
  const first = text.charCodeAt(0);
  return first >= 48 && first <= 57 && /^\d+$/.test(text);
}

function toShortText(text: string): string {
  return text.length <= limits.variantLength ? text : `text:${toDigest(text)}`;
}

/** Flag SDKs hand out the same object again and again, and one of 50 KB takes long to hash. */
const digests = new WeakMap<object, string>();

function toObjectText(value: object): string {
  const known = digests.get(value);
  if (known !== undefined) return known;
  let text: string;
  try {
    text = `json:${toDigest(JSON.stringify(value))}`;
  } catch {
    text = 'json';
  }
  digests.set(value, text);
  return text;
}

function toDigest(text: string | undefined): string {
  // Only where it is needed: most services have no such value, and loading it takes time at their start.
  return process
    .getBuiltinModule('node:crypto')
    .createHash('sha256')
    .update(text ?? '')
    .digest('hex')
    .slice(0, 8);
}
