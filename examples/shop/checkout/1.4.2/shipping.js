const grams = { anchor: 12_000, compass: 350, rope: 2600, lamp: 900 };
const box = 150;

/** What the parcel weighs with its box, in grams. */
exports.weighParcel = function weighParcel(products) {
  let sum = box;
  for (const { sku } of products) sum += grams[sku] ?? 500;
  return sum;
};

/** What shipping costs, and who brings it. */
exports.quoteShipping = function quoteShipping(weight, country = 'DE') {
  const carrier = chooseCarrier(weight);
  if (carrier === 'freight') return quoteFreight(weight);
  const cents = weight > 10_000 ? 1290 : 490;
  return country === 'DE' ? cents : addBorderFee(cents, country);
};

function chooseCarrier(weight) {
  return weight > 100_000 ? 'freight' : 'parcel';
}

/** By the pallet. No order was that heavy yet. */
function quoteFreight(weight) {
  return Math.ceil(weight / 500_000) * 9900;
}

function addBorderFee(cents, country) {
  return cents + (country === 'CH' ? 2500 : 900);
}
