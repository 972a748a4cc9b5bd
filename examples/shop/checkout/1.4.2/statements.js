/** A month of orders for the bookkeeper, with a head. */
exports.exportStatement = function exportStatement(orders) {
  return ['day;cents', ...orders.map(toLine)].join('\n');
};

function toLine({ day, cents }) {
  return `${day};${cents}`;
}
