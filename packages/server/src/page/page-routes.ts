import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { LiveStatus } from '../api.ts';
import { checkToken } from '../guards.ts';
import type { FirstAnswer } from './first-answers.ts';
import { toFirstView } from './first-view.ts';
import type { PageFile, PageFiles } from './page-files.ts';
import type { PageSession } from './page-session.ts';
import { pageHeaders } from './security-headers.ts';

export interface PageRoutes {
  readonly files: PageFiles;
  readonly session: PageSession;
  readonly token: string;
  /** What lies ready for a view, where whoever asks may read it. */
  readonly collect: (request: FastifyRequest) => Promise<readonly FirstAnswer[]>;
  readonly live: () => LiveStatus;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A file of the page: it holds nothing of anybody and needs no token. */
    readonly page?: true;
  }
}

/** The files of the page, each a route of its own. */
export function addPageRoutes(app: FastifyInstance, { files }: Pick<PageRoutes, 'files'>): void {
  for (const [path, file] of files.others)
    app.get(path, { config: { page: true } }, (request, reply) => sendFile(request, reply, file));
}

/** True for the address of a view: something that a browser opens, and no part of the API has. */
export function isView({ method, url, headers, is404 }: FastifyRequest): boolean {
  if (!is404 || method !== 'GET' || url.startsWith('/api/')) return false;
  return (headers.accept ?? '').includes('text/html');
}

/**
 * Answers the address of a view with the page, and with the answers that lie ready for it. Where it has a token, that is traded for a cookie, and the browser is sent
 * to the same address without it.
 * @throws HttpError 401 for a token that is not the right one.
 */
export async function sendView(
  request: FastifyRequest,
  reply: FastifyReply,
  { files, session, token, collect, live }: PageRoutes,
): Promise<FastifyReply> {
  const url = new URL(request.url, 'http://page');
  const given = url.searchParams.get('token');
  if (given !== null) {
    checkToken(
      { authorization: `Bearer ${given}` },
      token,
      'The link is of an earlier start: open the one that "seatrial dev" printed last.',
    );
    url.searchParams.delete('token');
    const cookie = session.issue(request.socket.localPort ?? 0);
    return (
      reply
        .headers({ ...pageHeaders, 'cache-control': 'no-store', 'set-cookie': cookie })
        // One slash at the start: two would name another host.
        .redirect(`${url.pathname.replace(/^\/+/, '/')}${url.search}`, 303)
    );
  }
  const answers = await collect(request);
  if (answers.length === 0) return sendFile(request, reply.code(200), files.index);
  // It holds data now: nobody keeps it.
  return reply
    .code(200)
    .headers({ ...pageHeaders, 'content-type': files.index.type, 'cache-control': 'no-store' })
    .send(toFirstView(files.index.body.toString(), answers, live()));
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: PageFile): FastifyReply {
  const compressed = (request.headers['accept-encoding'] ?? '').includes('gzip') ? file.gzipped : undefined;
  return reply
    .headers({
      ...pageHeaders,
      'content-type': file.type,
      'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      vary: 'accept-encoding',
      ...(compressed !== undefined && { 'content-encoding': 'gzip' }),
    })
    .send(compressed ?? file.body);
}
