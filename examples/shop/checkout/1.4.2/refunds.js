/** What a customer gets back: the price, and within two weeks shipping as well. */
exports.refundOrder = function refundOrder({ cents, shipping, daysAgo }) {
  if (!isRefundable(daysAgo)) return { cents: 0 };
  return { cents: daysAgo <= 14 ? cents : cents - shipping };
};

function isRefundable(daysAgo) {
  return daysAgo <= 30;
}
