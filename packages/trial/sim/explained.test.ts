import { expect, it } from 'vitest';
import { simulateExplain } from './explained.ts';

it('an explanation names what was planted among 200 attributes of noise, in a small part of "npm run sim explain"', async () => {
  const rows = await simulateExplain(0.01);
  expect(rows.filter(({ reached }) => reached === false)).toEqual([]);
}, 60_000);
