import { subscribe } from 'node:diagnostics_channel';
import { load } from '../load.ts';

interface FastifyRequest {
  readonly routeOptions?: { readonly url?: string };
}

interface FastifyError extends Error {
  readonly statusCode?: number;
}

interface FastifyInstance {
  addHook(name: 'onRequest', hook: (request: FastifyRequest, reply: unknown, done: () => void) => void): unknown;
  addHook(
    name: 'onError',
    hook: (request: unknown, reply: unknown, error: FastifyError, done: () => void) => void,
  ): unknown;
}

/**
 * Gives server spans of Fastify their `http.route` and the exception behind a 5xx, as the Express instrumentation does:
 * upstream's bundle has no Fastify, and without a route all requests would be one. Fastify announces each instance on a
 * diagnostics channel, whichever way and whenever it was loaded.
 */
export function followFastify(): void {
  const { context } = load('@opentelemetry/api');
  const { getRPCMetadata } = load('@opentelemetry/core');
  subscribe('fastify.initialization', (message) => {
    const { fastify } = message as { readonly fastify?: FastifyInstance };
    fastify?.addHook('onRequest', (request, _reply, done) => {
      const metadata = getRPCMetadata(context.active());
      const route = request.routeOptions?.url;
      if (metadata !== undefined && route !== undefined) metadata.route = route;
      done();
    });
    fastify?.addHook('onError', (_request, _reply, error, done) => {
      if ((error.statusCode ?? 500) >= 500) getRPCMetadata(context.active())?.span.recordException(error);
      done();
    });
  });
}
