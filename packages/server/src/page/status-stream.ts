import type { FastifyInstance, FastifyReply } from 'fastify';
import type { LiveStatus } from '../api.ts';
import { apiHeaders } from './security-headers.ts';

const beatMs = 1000;
/** A line that says nothing, so that neither side takes a quiet connection for a dead one. */
const quietBeats = 15;

/**
 * `GET /api/status/stream`: server-sent events (HTML Living Standard, section 9.2), `status` with {@link LiveStatus} at
 * once and whenever something came, at most once a second.
 */
export function addStatusStream(app: FastifyInstance, live: () => LiveStatus): void {
  const open = new Set<() => void>();
  app.addHook('preClose', async () => {
    for (const end of open) end();
  });
  app.get('/api/status/stream', (_request, reply) => {
    reply.hijack();
    const end = stream(reply, live);
    open.add(end);
    reply.raw.on('close', () => {
      end();
      open.delete(end);
    });
  });
}

function stream({ raw }: FastifyReply, live: () => LiveStatus): () => void {
  raw.writeHead(200, { ...apiHeaders, 'content-type': 'text/event-stream' });
  let last = '';
  let quiet = 0;
  const beat = (): void => {
    const now = JSON.stringify(live());
    quiet = now === last ? quiet + 1 : 0;
    if (quiet === 0) raw.write(`event: status\ndata: ${now}\n\n`);
    else if (quiet % quietBeats === 0) raw.write(':\n\n');
    last = now;
  };
  // Asks the browser to come again a second after the server is gone.
  raw.write('retry: 1000\n\n');
  beat();
  const timer = setInterval(beat, beatMs);
  return () => {
    clearInterval(timer);
    raw.end();
  };
}
