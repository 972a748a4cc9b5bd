import { expect, it } from 'vitest';
import { simulateJudge } from '../../packages/trial/sim/judged.ts';

it('judge reaches the goals of a whole verdict, in a small part of "npm run sim judge"', () => {
  const rows = simulateJudge(0.01);
  expect(rows.filter(({ reached }) => reached !== true)).toEqual([]);
});
