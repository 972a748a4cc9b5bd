import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Comment {
  readonly id: number;
  body: string;
  readonly user: { readonly type: 'Bot' | 'User' };
}

/** A double of the part of GitHub's REST API that sets checks and comments (docs.github.com/rest). */
export interface GithubDouble {
  readonly url: string;
  readonly comments: Comment[];
  /** Method, path and body of each call, in turn. */
  readonly calls: readonly { readonly method: string; readonly path: string; readonly body: unknown }[];
  /** What is answered from now on; by default what GitHub would. */
  refuse(status: number): void;
  close(): Promise<unknown>;
}

export async function startGithubDouble(): Promise<GithubDouble> {
  const comments: Comment[] = [];
  const calls: { method: string; path: string; body: unknown }[] = [];
  let refused: number | undefined;
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const { method = '', url: path = '' } = request;
    const body = (text === '' ? undefined : JSON.parse(text)) as { readonly body: string } | undefined;
    calls.push({ method, path, body });
    const authorized = request.headers.authorization === 'Bearer GITHUB_TOKEN';
    const status = refused ?? (authorized ? (method === 'POST' ? 201 : 200) : 401);
    response.writeHead(status, { 'content-type': 'application/json' });
    const answer = status < 300 ? toAnswer(method, path, body) : { message: 'Resource not accessible by integration' };
    response.end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));

  function toAnswer(method: string, path: string, body: { readonly body: string } | undefined): unknown {
    const [, comment] = /\/issues\/comments\/(\d+)$/.exec(path) ?? [];
    const [, page] = /\/issues\/17\/comments\?per_page=100&page=(\d+)$/.exec(path) ?? [];
    if (page !== undefined) return comments.slice((Number(page) - 1) * 100, Number(page) * 100);
    if (path.endsWith('/issues/17/comments') && method === 'POST') {
      const made: Comment = { id: 1000 + comments.length, body: body?.body ?? '', user: { type: 'Bot' } };
      comments.push(made);
      return made;
    }
    const found = comments.find(({ id }) => id === Number(comment));
    if (found !== undefined && method === 'PATCH') {
      found.body = body?.body ?? '';
      return found;
    }
    return { id: 4 };
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    comments,
    calls,
    refuse: (status) => {
      refused = status;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
