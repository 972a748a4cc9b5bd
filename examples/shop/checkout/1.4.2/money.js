/** `1,250.00 €`: with separators, since anchors are dear. */
exports.formatCents = function formatCents(cents) {
  const [euros, rest] = (cents / 100).toFixed(2).split('.');
  return `${euros.replaceAll(/\B(?=(\d{3})+$)/g, ',')}.${rest} €`;
};

/** The VAT that a price holds. */
exports.toTax = function toTax(cents) {
  return Math.round(cents - cents / 1.19);
};
