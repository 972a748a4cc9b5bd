import { mix, readToken } from './colour.ts';
import type { Rgb } from './colour.ts';
import { countCell } from './heat-data.ts';
import type { HeatData, HeatLayer } from './heat-data.ts';

/** The share of failing requests from which a cell is red. */
const redShare = 0.3;
/** Requests of a column from which its difference means anything. */
const leastOfColumn = 20;

/** Draws counts, one pixel a cell, and stretches them over the canvas. */
export function paintHeat(canvas: HTMLCanvasElement, data: HeatData, layer: HeatLayer): void {
  const { columns, rows } = data;
  const context = canvas.getContext('2d');
  const small = new OffscreenCanvas(columns, rows);
  const smallContext = small.getContext('2d');
  if (context === null || smallContext === null) return;
  const image = smallContext.createImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  const colourOf = layer === 'difference' ? toDifference(canvas, data) : toDensity(canvas, data, layer);
  for (let column = 0; column < columns; column += 1)
    for (let row = 0; row < rows; row += 1)
      pixels[(rows - 1 - row) * columns + column] = colourOf(column * rows + row, column);
  smallContext.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.drawImage(small, 0, 0, canvas.width, canvas.height);
}

type ColourOf = (index: number, column: number) => number;

/** By the logarithm of the count; what mostly fails is red. */
function toDensity(canvas: HTMLCanvasElement, data: HeatData, layer: HeatLayer): ColourOf {
  const ground = readToken(canvas, '--surface');
  const strong = readToken(canvas, layer === 'candidate' ? '--cand' : layer === 'baseline' ? '--base' : '--ink');
  const middle = layer === 'candidate' ? readToken(canvas, '--cand-mid') : half(ground, strong);
  const bad = readToken(canvas, '--bad');
  let most = 1;
  for (let index = 0; index < data.columns * data.rows; index += 1)
    most = Math.max(most, countCell(data, layer, index));
  const scale = 1 / Math.log1p(most);
  return (index) => {
    const count = countCell(data, layer, index);
    if (count === 0) return 0;
    const share = 0.12 + 0.88 * Math.log1p(count) * scale;
    const errors =
      (layer === 'baseline' ? 0 : (data.candidate.errors[index] ?? 0)) +
      (layer === 'candidate' ? 0 : (data.baseline.errors[index] ?? 0));
    if (errors / count > redShare) return mix(ground, bad, 0.55 + 0.45 * share);
    return share < 0.5 ? mix(ground, middle, share * 2) : mix(middle, strong, share * 2 - 1);
  };
}

/** Where the candidate has more of its requests than the baseline of its own, and the reverse. */
function toDifference(canvas: HTMLCanvasElement, data: HeatData): ColourOf {
  const { rows, candidate, baseline } = data;
  const ground = readToken(canvas, '--surface');
  const more = readToken(canvas, '--cand');
  const fewer = readToken(canvas, '--base');
  const sums = (counts: Uint32Array): Float64Array => {
    const columns = new Float64Array(data.columns);
    for (const [index, count] of counts.entries()) {
      const column = Math.floor(index / rows);
      columns[column] = (columns[column] ?? 0) + count;
    }
    return columns;
  };
  const [candidates, baselines] = [sums(candidate.events), sums(baseline.events)];
  return (index, column) => {
    const [one, other] = [candidate.events[index] ?? 0, baseline.events[index] ?? 0];
    const [ofOne, ofOther] = [candidates[column] ?? 0, baselines[column] ?? 0];
    if (one + other === 0 || ofOne < leastOfColumn) return 0;
    // Half a request more on each side keeps single ones from being infinitely many.
    const log = Math.log2((one + 0.5) / (ofOne + 1) / ((other + 0.5) / (ofOther + 1)));
    const seen = Math.min(1, (one + (other * ofOne) / Math.max(1, ofOther)) / 2);
    return mix(ground, log > 0 ? more : fewer, Math.min(1, Math.abs(log) / 4) * seen);
  };
}

function half(from: Rgb, to: Rgb): Rgb {
  return [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2, (from[2] + to[2]) / 2];
}
