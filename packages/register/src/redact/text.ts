import { redacted } from './secret-name.ts';
import { redactUrl } from './url.ts';

const authorization = /\b((?:proxy-)?authorization["']?\s*[:=]\s*["']?)(?:(?:basic|bearer|digest)\s+)?[^\s"',;]+/gi;
const cookie = /\b((?:set-)?cookie["']?\s*[:=]\s*["']?)[^\n"']+/gi;
const scheme = /\b(basic|bearer)\s+[\w~+/.=-]{8,}/gi;
const url = /\b[a-z][a-z0-9+.-]*:\/\/[^\s'"<>]+/gi;

/**
 * The text of an error: addresses in it lose what addresses lose ({@link redactUrl}), and values behind `Authorization`,
 * `Cookie`, `Bearer` and `Basic` are replaced. What else an error says is the application's own word.
 */
export function redactText(text: string): string {
  let plain = text;
  if (plain.includes('://')) plain = plain.replaceAll(url, redactUrl);
  if (/basic|bearer|authorization|cookie/i.test(plain))
    plain = plain
      .replaceAll(authorization, `$1${redacted}`)
      .replaceAll(cookie, `$1${redacted}`)
      .replaceAll(scheme, `$1 ${redacted}`);
  return plain;
}
