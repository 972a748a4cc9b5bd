import '@seatrial/register/auto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { trace } from '@opentelemetry/api';
import { findProduct, openDatabase } from './database.ts';

const { PORT = '3002', DATABASE_FILE = 'inventory.sqlite' } = process.env;
const tracer = trace.getTracer('inventory');
const database = openDatabase(DATABASE_FILE);

const server = createServer((request, response) => {
  const sku = /^\/products\/([^/?]+)$/.exec(request.url ?? '')?.[1];
  if (sku === undefined) answer(response, 404, { error: `${request.url} is not here` });
  else showProduct(request, response, decodeURIComponent(sku));
});

function showProduct(request: IncomingMessage, response: ServerResponse, sku: string): void {
  nameRoute(request, '/products/:sku');
  const product = findProduct(database, sku);
  if (product === undefined) {
    answer(response, 404, { error: `no product ${sku}` });
    return;
  }
  const available = tracer.startActiveSpan('check stock', (span) => {
    span.end();
    return product.stock > 0;
  });
  answer(response, 200, { ...product, available });
}

/** Plain node:http knows no routes, and without a route all requests would be one operation. */
function nameRoute(request: IncomingMessage, route: string): void {
  trace.getActiveSpan()?.setAttribute('http.route', route).updateName(`${request.method} ${route}`);
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

process.once('SIGTERM', () => {
  server.close(() => database.close());
  server.closeAllConnections();
});
