// Started by: node --import @seatrial/register/auto server.js
import express from 'express';
import { trace } from '@opentelemetry/api';
import { OpenFeature } from '@openfeature/server-sdk';
import { createFlagdProvider } from '@seatrial/flags/flagd';

const { PORT = '3000', INVENTORY_URL, CHECKOUT_URL, CHECKOUT_CANARY_URL, CANARY_SHARE = '0' } = process.env;
const tracer = trace.getTracer('gateway');
const app = express();
app.use(express.json());

// Staff first, then a quarter of the customers: flags.json says whom. OpenFeature is all that this code knows of flags.
await OpenFeature.setProviderAndWait(createFlagdProvider({ file: new URL('flags.json', import.meta.url) }));
const flags = OpenFeature.getClient();

app.get('/products/:sku', async (request, response) => {
  await forward(response, `${INVENTORY_URL}/products/${encodeURIComponent(request.params.sku)}`);
});

app.post('/checkout', async (request, response) => {
  const { customer = 'guest', audience = 'public' } = request.body;
  const isNew = await tracer.startActiveSpan('choose flow', async (span) => {
    const on = await flags.getBooleanValue('new-checkout', false, { targetingKey: customer, audience });
    span.end();
    return on;
  });
  const target = tracer.startActiveSpan('choose checkout', (span) => {
    const canary = CHECKOUT_CANARY_URL !== undefined && Math.random() < Number(CANARY_SHARE);
    span.end();
    return canary ? CHECKOUT_CANARY_URL : CHECKOUT_URL;
  });
  await forward(response, `${target}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...request.body, flow: isNew ? 'new' : 'old' }),
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
