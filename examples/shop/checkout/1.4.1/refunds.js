/** What a customer gets back: the price without shipping. */
exports.refundOrder = function refundOrder({ cents, shipping, daysAgo }) {
  if (!isRefundable(daysAgo)) return { cents: 0 };
  return { cents: cents - shipping };
};

function isRefundable(daysAgo) {
  return daysAgo <= 14;
}
