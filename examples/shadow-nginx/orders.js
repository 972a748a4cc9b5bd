import { register } from '@seatrial/register';

// The header that copy and original share, for clients that send no traceparent.
register({ serviceName: 'orders', cohorts: { shadow: { requestId: 'x-request-id' } } });

const { createServer } = await import('node:http');
const { PORT = '3000', STOCK_URL, PRICE_CENTS = '100' } = process.env;

const server = createServer(async (request, response) => {
  const stock = await fetch(`${STOCK_URL}/stock${request.url}`);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ ...(await stock.json()), cents: Number(PRICE_CENTS) }));
});

server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});

process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
