import { register } from '@seatrial/register';

register('orders');

const { createServer } = await import('node:http');
const { PORT = '3000', FAIL_EVERY = '0' } = process.env;
let served = 0;

const server = createServer((_request, response) => {
  served += 1;
  const failed = Number(FAIL_EVERY) > 0 && served % Number(FAIL_EVERY) === 0;
  response.writeHead(failed ? 500 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ version: process.env.SEATRIAL_VERSION, ok: !failed }));
});

server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});

process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
