import { isSecretName, redacted } from './secret-name.ts';

const credentials = /(\/\/)[^/?#@\s'"]+@/g;
/** A JSON Web Token, whatever the name of the parameter. */
const token = /^eyJ[\w-]{8,}\.[\w-]+/;

/** A URL, or the query of one: credentials and the values of parameters with a secret's name are replaced. */
export function redactUrl(text: string): string {
  const open = text.includes('@') ? text.replaceAll(credentials, `$1${redacted}:${redacted}@`) : text;
  return open.includes('=') ? redactParameters(open) : open;
}

/** Walks over the text once and copies nothing where nothing is secret: every request of a service comes by here. */
function redactParameters(text: string): string {
  let kept = '';
  let copied = 0;
  for (let start = 0; start < text.length;) {
    const end = findEnd(text, start);
    const equals = text.indexOf('=', start);
    if (equals !== -1 && equals < end) {
      const name = text.slice(start, equals);
      // What stands before the first "?" of an address is no parameter.
      const value = start > 0 || !name.includes('/') ? redactValue(name, text.slice(equals + 1, end)) : undefined;
      if (value !== undefined) {
        kept += text.slice(copied, equals + 1) + value;
        copied = end;
      }
    }
    start = end + 1;
  }
  return copied === 0 ? text : kept + text.slice(copied);
}

/** Where the parameter that begins at `start` ends: at one of `&`, `;`, `?`, `#`. */
function findEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 38 || code === 59 || code === 63 || code === 35) return at;
  }
  return text.length;
}

function redactValue(name: string, value: string): string | undefined {
  if (value === '') return undefined;
  if (isSecretName(decode(name)) || (value.startsWith('eyJ') && token.test(value))) return redacted;
  // An address inside of the address, such as where to go after the login.
  if (!value.includes('%') || !/%3d/i.test(value)) return undefined;
  const inner = decode(value);
  const changed = redactUrl(inner);
  return changed === inner ? undefined : encodeURIComponent(changed);
}

function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
