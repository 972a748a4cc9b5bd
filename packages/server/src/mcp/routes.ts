import type { FastifyInstance } from 'fastify';
import { HttpError } from '../http-error.ts';
import type { McpSource } from './source.ts';

/**
 * `POST /mcp`: the Model Context Protocol over streamable HTTP (2025-06-18), without sessions, each request answered as
 * JSON. Like the rest of the API it wants the token.
 */
export function addMcpRoutes(app: FastifyInstance, source: McpSource, version: string): void {
  app.post<{ Body: unknown }>('/mcp', async (request, reply) => {
    // Loaded only here: the protocol's library takes a while, and most servers are never asked this way.
    const [{ createMcpServer }, { StreamableHTTPServerTransport }] = await Promise.all([
      import('./mcp-server.ts'),
      import('@modelcontextprotocol/sdk/server/streamableHttp.js'),
    ]);
    const server = createMcpServer(source, version);
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    reply.hijack();
    reply.raw.once('close', () => void server.close());
    await server.connect(transport);
    await transport.handleRequest(request.raw, reply.raw, request.body);
  });
  app.route({
    method: ['GET', 'DELETE'],
    url: '/mcp',
    handler: () => {
      const message = 'There are no sessions here, and no stream of notifications. POST the messages.';
      throw new HttpError(405, 'SEATRIAL_BAD_ARGUMENT', message, { allow: 'POST' });
    },
  });
}
