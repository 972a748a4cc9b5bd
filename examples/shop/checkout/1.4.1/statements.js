/** A month of orders for the bookkeeper. */
exports.exportStatement = function exportStatement(orders) {
  return orders.map(toLine).join('\n');
};

function toLine({ day, cents }) {
  return `${day},${cents}`;
}
