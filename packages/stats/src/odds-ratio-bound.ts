import { toHypergeometricTail } from './hypergeometric.ts';

/** Rows with a value and without it. */
export interface Cells {
  readonly outliersWith: number;
  readonly outliersWithout: number;
  readonly othersWith: number;
  readonly othersWithout: number;
}

export interface OddsRatioBound {
  readonly logOddsRatio: number;
  /** The ln odds ratio below which the counts speak against it as strongly as z does. */
  readonly lower: number;
}

/** Bisections, after which the bound is exact to the last digits that are ever printed. */
const steps = 48;

/**
 * The ln odds ratio, half a row added to each cell (Haldane, Annals of Human Genetics 20 (1956)), with a bound by the
 * likelihood ratio: where a cell is empty Wald's bound is off by several units, which would put a value that is all of the
 * trouble behind one that is part of it. A table of the same margins is fitted to each odds ratio.
 * Source of the signed root: Barndorff-Nielsen & Cox, Inference and Asymptotics (1994), section 3.2. With few rows it says too
 * much: what is chance and what not is for {@link toTail}.
 */
export function toOddsRatioBound(cells: Cells, z: number): OddsRatioBound {
  const [a, b, c, d] = [
    cells.outliersWith + 0.5,
    cells.outliersWithout + 0.5,
    cells.othersWith + 0.5,
    cells.othersWithout + 0.5,
  ];
  const toLog = (moved: number): number => Math.log(((a - moved) * (d - moved)) / ((b + moved) * (c + moved)));
  const deviance = (moved: number): number =>
    2 *
    (a * Math.log(a / (a - moved)) +
      b * Math.log(b / (b + moved)) +
      c * Math.log(c / (c + moved)) +
      d * Math.log(d / (d - moved)));
  let [low, high] = [0, Math.min(a, d)];
  const enough = z * z;
  for (let step = 0; step < steps; step += 1) {
    const middle = (low + high) / 2;
    if (deviance(middle) < enough) low = middle;
    else high = middle;
  }
  return { logOddsRatio: toLog(0), lower: toLog(low) };
}

/** The chance of as many outliers with the value, or more, where it makes no difference; parts of rows are left out. */
export function toTail({ outliersWith, outliersWithout, othersWith, othersWithout }: Cells): number {
  const [outliers, others] = [Math.floor(outliersWith), Math.ceil(othersWith)];
  const margins = {
    candidate: Math.floor(outliersWith + outliersWithout),
    baseline: Math.ceil(othersWith + othersWithout),
    events: outliers + others,
  };
  return toHypergeometricTail(margins, outliers);
}
