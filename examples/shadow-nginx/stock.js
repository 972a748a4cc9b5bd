import { register } from '@seatrial/register';

register('stock');

const { createServer } = await import('node:http');
const server = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end('{"inStock":true}');
});

server.listen(Number(process.env.PORT ?? '3001'), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});

process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
