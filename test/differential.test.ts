import { expect, it } from 'vitest';
import { runBoth } from './fixtures/differential/compare.ts';
import { usual } from './fixtures/differential/experiments.ts';
import { findObstacle } from './sink/certificates.ts';

const obstacle = findObstacle();

it.for(Object.entries(usual))('the payload of NodeSDK: %s', async ([, experiment], { skip }) => {
  if (experiment.tls === true && obstacle !== undefined) skip(obstacle);
  const { ours, theirs } = await runBoth(experiment);
  expect(ours).toEqual(theirs);
  if (experiment.spans !== undefined) expect(ours['spans']).toHaveLength(experiment.spans);
});
