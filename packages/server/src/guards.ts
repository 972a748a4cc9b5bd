import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { HttpError } from './http-error.ts';

/** Where the token of a receiver beyond loopback is, and how to send it. */
export const tokenHint =
  'Set OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer TOKEN" in the service; "seatrial dev" printed the token.';

/** True for names and addresses that only this machine can mean. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Where a port listens, and by which further names it may be called. */
export interface GuardedHost {
  readonly host: string;
  /** In lower case, without a port: a name of the machine in DNS. */
  readonly allowedHosts: readonly string[];
}

/**
 * Refuses a request that a web page of another origin could have caused: a Host that is not this server's name (DNS
 * rebinding), or an Origin that is not this server.
 * @throws HttpError 403
 */
export function checkOrigin(headers: IncomingHttpHeaders, { host: boundHost, allowedHosts }: GuardedHost): void {
  const host = headers.host ?? '';
  const name = toHostName(host);
  const open = boundHost === '0.0.0.0' || boundHost === '::';
  const known = isLoopback(name) || name === boundHost || allowedHosts.includes(name) || (open && isIP(name) !== 0);
  if (!known)
    throw new HttpError(
      403,
      'SEATRIAL_SERVER_REFUSED',
      `Host ${JSON.stringify(host)} is not this server's. Use http://127.0.0.1, the address given by --host, or a name given by --allow-host.`,
    );
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${host}`)
    throw new HttpError(
      403,
      'SEATRIAL_SERVER_REFUSED',
      `Origin ${JSON.stringify(origin)} may not ask this server: it answers its own page and programs only.`,
    );
}

/**
 * Refuses a request without the token.
 * @throws HttpError 401, with `hint`: where the token is or how to send it.
 */
export function checkToken(headers: Pick<IncomingHttpHeaders, 'authorization'>, token: string, hint: string): void {
  const given = readToken(headers.authorization ?? '');
  if (timingSafeEqual(toDigest(given), toDigest(token))) return;
  const what = given === '' ? 'This needs a token' : 'The token is not the right one';
  throw new HttpError(401, 'SEATRIAL_SERVER_REFUSED', `${what}. ${hint}`, { 'www-authenticate': 'Bearer' });
}

function toHostName(host: string): string {
  const url = `http://${host}`;
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[(.*)\]$/, '$1') : '';
}

/** After `Bearer`, or as the password of `Basic`, which is what a client makes of `http://seatrial:TOKEN@host`. */
function readToken(authorization: string): string {
  const [, scheme = '', credentials = ''] = /^(bearer|basic)\s+(.+)$/i.exec(authorization) ?? [];
  if (scheme.toLowerCase() !== 'basic') return credentials;
  return Buffer.from(credentials, 'base64')
    .toString()
    .replace(/^[^:]*:/, '');
}

/** Digests have one length, as a comparison in constant time wants. */
function toDigest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
