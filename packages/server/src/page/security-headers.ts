/**
 * What a browser may do with the page: load its own files, ask its own server, and nothing else. No inline script or
 * style, no frame, no form, no HTML made of text (Content Security Policy Level 3; Trusted Types).
 */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const shared = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** Of the page and its files. */
export const pageHeaders: Readonly<Record<string, string>> = { ...shared, 'content-security-policy': pagePolicy };

/** Of every answer that is data. */
export const apiHeaders: Readonly<Record<string, string>> = {
  ...shared,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
};
