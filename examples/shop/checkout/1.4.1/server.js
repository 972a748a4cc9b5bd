require('@seatrial/register').register();
const fastify = require('fastify');
const { trace } = require('@opentelemetry/api');
const { placeOrder } = require('./orders.js');
const { refundOrder } = require('./refunds.js');

const app = fastify();
app.post('/orders', async (request) => {
  const { tenant, region } = request.body;
  // Whose order it is, on the span of the request: what "seatrial explain" compares, however many tenants there are.
  trace.getActiveSpan()?.setAttributes({ 'tenant.id': tenant, region });
  return placeOrder(request.body);
});
app.post('/refunds', async (request) => refundOrder(request.body));
app.post('/statements', async (request) => require('./statements.js').exportStatement(request.body));

void app.listen({ port: Number(process.env.PORT ?? '3001'), host: '127.0.0.1' }).then((address) => {
  console.log(`listening on ${address}`);
});

process.once('SIGTERM', () => void app.close());
