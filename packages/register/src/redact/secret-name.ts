/** Parts of names whose values are secrets, or say who somebody is; compared in lower case, without `-`, `_` and `.`. */
const parts =
  /token|secret|passw|passphrase|pwd|credential|signature|apikey|accesskey|privatekey|auth(?!or)|authoriz|session|cookie|jwt|otp|email|phone|creditcard|cardnumber|cvv|cvc|iban|ssn/;

const whole: ReadonlySet<string> = new Set(['code', 'key', 'pass', 'pin', 'sid', 'sig']);

const known = new Map<string, boolean>();
/** Names come from callers, who may make up as many as they like. */
const mostKnown = 1000;

/** True for names of query parameters and headers whose values do not leave the service. */
export function isSecretName(name: string): boolean {
  const before = known.get(name);
  if (before !== undefined) return before;
  const plain = name.toLowerCase().replaceAll(/[-_.]/g, '');
  const secret = whole.has(plain) || parts.test(plain);
  if (known.size < mostKnown) known.set(name, secret);
  return secret;
}

/** What stands in the place of a secret; the word that OpenTelemetry's HTTP instrumentation uses. */
export const redacted = 'REDACTED';
