import { request } from 'node:http';
import { URL } from 'node:url';

export interface Exchange {
  readonly method: string;
  /** As a manifest writes it: with the name of a host that only a cluster knows, and perhaps with a user. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** Sends what a program in a cluster would send, `Host` and all, to a port of this machine. */
export function exchange(port: number, { method, url, headers = {}, body }: Exchange): Promise<Answer> {
  const { host, pathname, search, username, password } = new URL(url);
  const basic = username === '' ? {} : { authorization: toBasic(username, password) };
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, method, path: pathname + search, headers: { host, ...basic, ...headers } },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, contentType: response.headers['content-type'] ?? '', text }),
        );
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}

/** One exchange as it went over the wire; dates, which differ by the day, as `DATE`. */
export function formatExchange(
  { method, url, headers = {}, body = '' }: Exchange,
  answer: Answer,
  shown: string,
): string {
  const { host, pathname, search, username, password } = new URL(url);
  const basic = username === '' ? [] : [`Authorization: ${toBasic(username, password)}`];
  return [
    `${method} ${pathname}${search} HTTP/1.1`,
    `Host: ${host}`,
    ...basic,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === '' ? [] : ['', body]),
    '',
    `HTTP/1.1 ${answer.status}`,
    `Content-Type: ${answer.contentType}`,
    '',
    shown.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z/g, 'DATE').trimEnd(),
    '',
  ].join('\n');
}

function toBasic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
