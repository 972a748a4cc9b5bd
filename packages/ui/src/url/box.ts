import type { HeatRange } from '../plot/heat-data.ts';
import type { UrlPatch, UrlState } from './use-url-state.ts';

/** The box of a heat map as an address has it: `box=1764000000000-1764000060000,120-480`, times and durations in ms. */
export function readBox({ get }: Pick<UrlState, 'get'>): HeatRange | undefined {
  const match = /^(\d+)-(\d+),([\d.]+)-([\d.]+)$/.exec(get('box') ?? '');
  if (match === null) return undefined;
  const [from = 0, to = 0, aboveMs = 0, upToMs = 0] = match.slice(1).map(Number);
  return { from, to, aboveMs, upToMs };
}

export function toBoxPatch(range: HeatRange | undefined): UrlPatch {
  if (range === undefined) return { box: undefined };
  const { from, to, aboveMs, upToMs } = range;
  return { box: `${Math.round(from)}-${Math.round(to)},${toDigits(aboveMs)}-${toDigits(upToMs)}` };
}

function toDigits(ms: number): string {
  return String(Number(ms.toPrecision(6)));
}
