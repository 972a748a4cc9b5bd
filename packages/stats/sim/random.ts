/** Numbers that look random and are the same in every run: sfc32 by Chris Doty-Humphrey (PractRand). */
export interface Random {
  /** From 0 (included) to 1 (excluded). */
  uniform(): number;
  /** How many of n tries succeed, each with chance p. */
  binomial(n: number, p: number): number;
  normal(): number;
}

/** Cumulative probabilities per (n, p): a simulation draws from few of them very often. */
const tables = new Map<string, Float64Array>();

function toTable(n: number, p: number): Float64Array {
  const key = `${n} ${p}`;
  const known = tables.get(key);
  if (known !== undefined) return known;
  const logs = new Float64Array(n + 1);
  for (let k = 1; k <= n; k += 1) logs[k] = (logs[k - 1] ?? 0) + Math.log((n - k + 1) / k);
  const table = new Float64Array(n + 1);
  let sum = 0;
  for (let k = 0; k <= n; k += 1) {
    sum += Math.exp((logs[k] ?? 0) + k * Math.log(p) + (n - k) * Math.log1p(-p));
    table[k] = sum;
  }
  tables.set(key, table);
  return table;
}

export function createRandom(seed: number): Random {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, seed | 0, 1];
  const uniform = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let step = 0; step < 20; step += 1) uniform();
  return {
    uniform,
    binomial(n, p) {
      if (p <= 0 || n === 0) return 0;
      if (p >= 1) return n;
      const table = toTable(n, p);
      const u = uniform();
      let low = 0;
      let high = n;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((table[middle] ?? 1) > u) high = middle;
        else low = middle + 1;
      }
      return low;
    },
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}
