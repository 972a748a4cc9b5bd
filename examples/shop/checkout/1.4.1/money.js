/** `12.50 €`. */
exports.formatCents = function formatCents(cents) {
  return `${(cents / 100).toFixed(2)} €`;
};
