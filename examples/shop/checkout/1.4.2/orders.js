const { setTimeout: sleep } = require('node:timers/promises');
const { trace } = require('@opentelemetry/api');
const { fetchProduct } = require('./inventory.js');
const { applyCoupon } = require('./coupons.js');

const tracer = trace.getTracer('checkout');

/** An order of some products, with a coupon or gift wrapping where the customer wants it. */
exports.placeOrder = async function placeOrder({ items = [], coupon, gift = false }) {
  const products = await Promise.all(items.map((item) => fetchProduct(item.sku)));
  const wrapping = gift ? await priceWrapping(products) : 0;
  return tracer.startActiveSpan('price order', (span) => {
    try {
      const sum = products.reduce((cents, product) => cents + product.cents, 0);
      return { cents: applyCoupon(sum, coupon) + wrapping };
    } finally {
      span.end();
    }
  });
};

/** Paper by size. The print shop allows a request every 60 ms, so they wait, one product after the other. */
async function priceWrapping(products) {
  return tracer.startActiveSpan('price wrapping', async (span) => {
    let cents = 0;
    for (const { sku } of products) {
      await sleep(60);
      const product = await fetchProduct(sku);
      cents += product.cents > 5000 ? 550 : 350;
    }
    span.end();
    return cents;
  });
}
