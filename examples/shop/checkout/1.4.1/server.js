require('@seatrial/register').register();
const fastify = require('fastify');
const { placeOrder } = require('./orders.js');
const { refundOrder } = require('./refunds.js');

const app = fastify();
app.post('/orders', async (request) => placeOrder(request.body));
app.post('/refunds', async (request) => refundOrder(request.body));
app.post('/statements', async (request) => require('./statements.js').exportStatement(request.body));

void app.listen({ port: Number(process.env.PORT ?? '3001'), host: '127.0.0.1' }).then((address) => {
  console.log(`listening on ${address}`);
});

process.once('SIGTERM', () => void app.close());
