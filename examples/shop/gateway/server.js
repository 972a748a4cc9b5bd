// Started by: node --import @seatrial/register/auto server.js
import express from 'express';
import { trace } from '@opentelemetry/api';

const { PORT = '3000', INVENTORY_URL, CHECKOUT_URL, CHECKOUT_CANARY_URL, CANARY_SHARE = '0' } = process.env;
const tracer = trace.getTracer('gateway');
const app = express();
app.use(express.json());

app.get('/products/:sku', async (request, response) => {
  await forward(response, `${INVENTORY_URL}/products/${encodeURIComponent(request.params.sku)}`);
});

app.post('/checkout', async (request, response) => {
  const target = tracer.startActiveSpan('choose checkout', (span) => {
    const canary = CHECKOUT_CANARY_URL !== undefined && Math.random() < Number(CANARY_SHARE);
    span.end();
    return canary ? CHECKOUT_CANARY_URL : CHECKOUT_URL;
  });
  await forward(response, `${target}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request.body),
  });
});

async function forward(response, url, init) {
  const answer = await fetch(url, init);
  response.status(answer.status).json(await answer.json());
}

const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});

process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
