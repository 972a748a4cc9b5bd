const halfLogTau = 0.5 * Math.log(2 * Math.PI);

/**
 * What Stirling's formula leaves out: ln Γ(x) − ((x − ½) ln x − x + ½ ln 2π), for x > 0, to about 1e-15.
 * Source: the series in Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000), eq. 4; below 16 by
 * Γ(x + 1) = xΓ(x).
 */
function stirlingError(x: number): number {
  if (x < 16) {
    let product = 1;
    let shifted = x;
    while (shifted < 16) {
      product *= shifted;
      shifted += 1;
    }
    const logGamma = (shifted - 0.5) * Math.log(shifted) - shifted + stirlingError(shifted) - Math.log(product);
    return logGamma - ((x - 0.5) * Math.log(x) - x);
  }
  const square = 1 / (x * x);
  return (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))) / x;
}

/**
 * x ln(x / mean) + mean − x, without cancellation where x is near its mean; this keeps counts of 1e9 exact to 1e-9.
 * Source: Loader (2000), the deviance part of the saddle-point expansion.
 */
function deviance(x: number, mean: number): number {
  if (x === 0) return mean;
  if (Math.abs(x - mean) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x;
  const slope = (x - mean) / (x + mean);
  let sum = (x - mean) * slope;
  let power = 2 * x * slope;
  for (let odd = 3; odd < 1000; odd += 2) {
    power *= slope * slope;
    const next = sum + power / odd;
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/** ln of the binomial probability of k among n, each with chance p; q = 1 − p is given so that neither is rounded away. */
export function logBinomial(k: number, n: number, p: number, q: number): number {
  if (k === 0) return n === 0 ? 0 : n * (p < 0.5 ? Math.log1p(-p) : Math.log(q));
  if (k === n) return n * (q < 0.5 ? Math.log1p(-q) : Math.log(p));
  return (
    stirlingError(n) -
    stirlingError(k) -
    stirlingError(n - k) -
    deviance(k, n * p) -
    deviance(n - k, n * q) +
    0.5 * Math.log(n / (k * (n - k))) -
    halfLogTau
  );
}

/**
 * ln B(x) − Σ xᵢ ln θᵢ, B being the multivariate beta function: what a Dirichlet mixture weighs against fixed shares θ.
 * The deviances take the place of differences of huge log-gammas.
 */
export function logDirichlet(x: readonly number[], shares: readonly number[]): number {
  const total = x.reduce((sum, value) => sum + value, 0);
  let result = 0.5 * Math.log(total) - stirlingError(total) - halfLogTau;
  for (const [index, value] of x.entries())
    result += deviance(value, total * (shares[index] ?? 0)) - 0.5 * Math.log(value) + stirlingError(value) + halfLogTau;
  return result;
}
