import { subscribe } from 'node:diagnostics_channel';
import { context } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';

interface FastifyRequest {
  readonly routeOptions?: { readonly url?: string };
}

interface FastifyInstance {
  addHook(name: 'onRequest', hook: (request: FastifyRequest, reply: unknown, done: () => void) => void): unknown;
}

/**
 * Gives server spans of Fastify their `http.route`, as the Express instrumentation does for Express: upstream's bundle
 * has no Fastify, and without a route all requests would be one. Fastify announces each instance on a diagnostics channel.
 */
export function followFastifyRoutes(): void {
  subscribe('fastify.initialization', (message) => {
    const { fastify } = message as { readonly fastify?: FastifyInstance };
    fastify?.addHook('onRequest', (request, _reply, done) => {
      const metadata = getRPCMetadata(context.active());
      const route = request.routeOptions?.url;
      if (metadata !== undefined && route !== undefined) metadata.route = route;
      done();
    });
  });
}
