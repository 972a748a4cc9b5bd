const { span, traced } = require('@seatrial/traced');
const { fetchProduct } = require('./inventory.js');
const { applyCoupon } = require('./coupons.js');
const { formatCents } = require('./money.js');
const { quoteShipping, weighParcel } = require('./shipping.js');

/** An order of some products, with a coupon or gift wrapping where the customer wants it. */
exports.placeOrder = traced(async function placeOrder({ items = [], coupon, gift = false }) {
  const products = await Promise.all(items.map((item) => fetchProduct(item.sku)));
  const shipping = quoteShipping(weighParcel(products));
  return span('price order', () => {
    const sum = products.reduce((cents, product) => cents + product.cents, 0);
    const wrapping = gift ? 350 * products.length : 0;
    const cents = applyCoupon(sum, coupon) + wrapping + shipping;
    return { cents, shipping, total: formatCents(cents) };
  });
});
