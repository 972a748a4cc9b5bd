/** `toFineBucket` of the model for a column `duration_ns`, on whole numbers. */
export const fineBucket: string = ((): string => {
  const powers = Array.from({ length: 30 }, (_, index) => index + 10);
  const cases = powers.map(
    (power) =>
      `WHEN duration_ns <= ${2 ** (power + 1)} THEN ${1 + (power - 10) * 32} + (duration_ns - 1 - ${2 ** power}) // ${2 ** (power - 5)}`,
  );
  return `CASE WHEN duration_ns <= 1024 THEN 0 ${cases.join(' ')} ELSE 961 END`;
})();
