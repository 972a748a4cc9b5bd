import { expect, it } from 'vitest';
import { runBoth } from './fixtures/differential/compare.ts';
import { usual } from './fixtures/differential/experiments.ts';

it.each(Object.entries(usual))('the payload of NodeSDK: %s', async (_name, experiment) => {
  const { ours, theirs } = await runBoth(experiment);
  expect(ours).toEqual(theirs);
});
