const { setTimeout: sleep } = require('node:timers/promises');
const { span, traced } = require('@seatrial/traced');
const { fetchProduct } = require('./inventory.js');
const { applyCoupon } = require('./coupons.js');

/** An order of some products, with a coupon or gift wrapping where the customer wants it. */
exports.placeOrder = traced(async function placeOrder({ items = [], coupon, gift = false }) {
  const products = await Promise.all(items.map((item) => fetchProduct(item.sku)));
  const wrapping = gift ? await priceWrapping(products) : 0;
  return span('price order', () => {
    const sum = products.reduce((cents, product) => cents + product.cents, 0);
    return { cents: applyCoupon(sum, coupon) + wrapping };
  });
});

/** Paper by size. The print shop allows a request every 60 ms, so they wait, one product after the other. */
const priceWrapping = traced('price wrapping', async function priceWrapping(products) {
  let cents = 0;
  for (const { sku } of products) {
    await sleep(60);
    const product = await fetchProduct(sku);
    cents += product.cents > 5000 ? 550 : 350;
  }
  return cents;
});
