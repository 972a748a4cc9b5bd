import type { Effect } from '@seatrial/trial';

/** An axis of ratios by their logarithm, from one over the most to the most, on 0 to 100. */
export interface RatioAxis {
  readonly place: (ratio: number) => number;
  readonly ticks: readonly (readonly [ratio: number, text: string])[];
}

const axes = [
  { most: 8, step: 2, fractions: ['¼×', '½×'] },
  { most: 64, step: 4, fractions: ['¹⁄₁₆×', '¼×'] },
  { most: 4096, step: 16, fractions: ['¹⁄₂₅₆×', '¹⁄₁₆×'] },
] as const;

/** The narrowest axis that all estimates lie on. */
export function createRatioAxis(effects: readonly Pick<Effect, 'estimate' | 'lower'>[]): RatioAxis {
  const ratios = effects.map(({ estimate, lower }) => estimate ?? lower ?? 1);
  const farthest = Math.max(1, ...ratios.map((ratio) => Math.max(ratio, 1 / Math.max(ratio, 1e-9))));
  const { most, step, fractions } = axes.find((axis) => farthest <= axis.most) ?? axes[2];
  const [least, less] = fractions;
  return {
    place: (ratio) => {
      const clamped = Math.min(most, Math.max(1 / most, ratio));
      return (100 * (Math.log(clamped) + Math.log(most))) / (2 * Math.log(most));
    },
    ticks: [
      [1 / step ** 2, least],
      [1 / step, less],
      [1, 'same'],
      [step, `${step}×`],
      [step ** 2, `${step ** 2}×`],
    ],
  };
}
