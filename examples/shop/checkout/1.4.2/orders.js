const { setTimeout: sleep } = require('node:timers/promises');
const { span, traced } = require('@seatrial/traced');
const { fetchProduct } = require('./inventory.js');
const { applyCoupon } = require('./coupons.js');
const { formatCents, toTax } = require('./money.js');
const { quoteShipping, weighParcel } = require('./shipping.js');

/** What large tenants take off in the new flow, in percent. Planted: t-4217 also orders from eu-central. */
const contracts = { 't-4217': { 'us-east': { percent: 4 }, 'ap-south': { percent: 3 } } };

/** An order of some products, with a coupon or gift wrapping where the customer wants it. */
exports.placeOrder = traced(async function placeOrder(order) {
  const { items = [], coupon, gift = false, country, tenant, region, flow } = order;
  if (items.length > 50) throw refuseOrder(items);
  const products = await Promise.all(items.map((item) => fetchProduct(item.sku)));
  const shipping = quoteShipping(weighParcel(products), country);
  const wrapping = gift ? await priceWrapping(products) : 0;
  return span('price order', () => {
    const sum = products.reduce((cents, product) => cents + product.cents, 0);
    const contract = flow === 'new' ? contracts[tenant] : undefined;
    const discount = contract === undefined ? 0 : contract[region].percent;
    const cents = Math.round(applyCoupon(sum, coupon) * (1 - discount / 100)) + wrapping + shipping;
    return { cents, shipping, tax: toTax(cents), total: formatCents(cents) };
  });
});

/** Paper by size. The print shop allows a request every 60 ms, so they wait, one product after the other. */
const priceWrapping = traced('price wrapping', async function priceWrapping(products) {
  let cents = 0;
  for (const { sku } of products) {
    await sleep(60);
    cents += pricePaper(await fetchProduct(sku));
  }
  return cents;
});

function pricePaper({ cents }) {
  return cents > 5000 ? 550 : 350;
}

function refuseOrder(items) {
  return Object.assign(new Error(`${items.length} items are more than one order takes`), { statusCode: 422 });
}
