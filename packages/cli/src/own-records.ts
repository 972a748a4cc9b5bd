import { join } from 'node:path';
import {
  createDeployRecords,
  createRecordFile,
  createReleaseChanges,
  createRolloutRecords,
  defaultStateDirectory,
  recordFileName,
} from '@seatrial/server';
import type { Deploys, ReleaseChanges, Rollouts } from '@seatrial/server';
import { findServerReader } from './reader.ts';

/** Deploys and rollouts as a running server keeps them, else those of this machine's state directory. */
export async function openOwnRecords(): Promise<Deploys & Rollouts> {
  const server = await findServerReader();
  if (server !== undefined) return server;
  const records = createRecordFile(join(defaultStateDirectory(), recordFileName));
  return { ...createDeployRecords(records), ...createRolloutRecords(records) };
}

/** What releases changed, as it was uploaded on this machine. */
export function openReleaseChanges(stateDirectory: string): ReleaseChanges {
  return createReleaseChanges(createRecordFile(join(stateDirectory, recordFileName)), stateDirectory);
}
