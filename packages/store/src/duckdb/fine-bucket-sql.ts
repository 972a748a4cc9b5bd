const power = 'floor(log2((duration_ns - 1)::DOUBLE))::INTEGER';

/**
 * `toFineBucket` of the model, of `duration_ns`. The logarithm of a whole number below 2^40 is far enough from the next
 * one that it cannot be rounded to it.
 */
export const fineBucket: string = `CASE WHEN duration_ns <= 1024 THEN 0 WHEN duration_ns > ${2 ** 40} THEN 961
  ELSE (${power} - 10) * 32 - 31 + ((duration_ns - 1) >> (${power} - 5)) END`;
