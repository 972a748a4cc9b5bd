const grams = { anchor: 12_000, rope: 2600 };

/** What the parcel weighs, in grams. */
exports.weighParcel = function weighParcel(products) {
  return products.reduce((sum, { sku }) => sum + (grams[sku] ?? 500), 0);
};

/** What shipping costs. */
exports.quoteShipping = function quoteShipping(weight) {
  return weight > 10_000 ? 1290 : 490;
};
