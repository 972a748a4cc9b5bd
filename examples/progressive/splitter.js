// What moves the traffic here: a proxy that reads from a file how many requests in a hundred go to the canary.
import { createServer, request as ask } from 'node:http';
import { readFileSync } from 'node:fs';

const { PORT = '3000', STABLE_URL = '', CANARY_URL = '', WEIGHT_FILE = 'weight' } = process.env;
let turn = 0;

const server = createServer((request, response) => {
  turn = (turn + 37) % 100;
  const target = new URL(
    request.url ?? '/',
    turn < Number(readFileSync(WEIGHT_FILE, 'utf8')) ? CANARY_URL : STABLE_URL,
  );
  const proxied = ask(target, { method: request.method, headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  proxied.once('error', () => response.writeHead(502).end());
  request.pipe(proxied);
});

server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});

process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
