import { promisify } from 'node:util';
import { gzip as gzipCallback } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

const gzip = promisify(gzipCallback);
/** Below it, compression costs more than it saves: one packet takes it either way. */
const leastLength = 1400;

/** Compresses answers of the API for whoever takes it. */
export function compressAnswers(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || payload.length < leastLength || reply.hasHeader('content-encoding'))
      return payload;
    if (!(request.headers['accept-encoding'] ?? '').includes('gzip')) return payload;
    reply.headers({ 'content-encoding': 'gzip', vary: 'accept-encoding' }).removeHeader('content-length');
    return gzip(payload, { level: 1 });
  });
}
