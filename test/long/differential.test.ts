import { expect, it } from 'vitest';
import { runBoth } from '../fixtures/differential/compare.ts';
import { rare } from '../fixtures/differential/experiments.ts';
import { findObstacle } from '../sink/certificates.ts';

const obstacle = findObstacle();

it.concurrent.for(Object.entries(rare))('the payload of NodeSDK: %s', async ([, experiment], { skip }) => {
  if (experiment.tls === true && obstacle !== undefined) skip(obstacle);
  const { ours, theirs } = await runBoth(experiment);
  expect(ours).toEqual(theirs);
  if (experiment.spans !== undefined) expect(ours['spans']).toHaveLength(experiment.spans);
});

it('keeps the spans that a full queue of NodeSDK drops', async () => {
  const env = { OTEL_BSP_MAX_QUEUE_SIZE: '2', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '2' };
  const { ours, theirs } = await runBoth({ env });
  expect(ours['spans']).toHaveLength(6);
  expect((theirs['spans'] as readonly unknown[]).length).toBeLessThan(6);
});
