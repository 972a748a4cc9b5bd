import { join } from 'node:path';
import {
  createDeployRecords,
  createRecordFile,
  createRolloutRecords,
  defaultStateDirectory,
  recordFileName,
} from '@seatrial/server';
import type { Deploys, Rollouts } from '@seatrial/server';
import { findServerReader } from './reader.ts';

/** Deploys and rollouts as a running server keeps them, else those of this machine's state directory. */
export async function openOwnRecords(): Promise<Deploys & Rollouts> {
  const server = await findServerReader();
  if (server !== undefined) return server;
  const records = createRecordFile(join(defaultStateDirectory(), recordFileName));
  return { ...createDeployRecords(records), ...createRolloutRecords(records) };
}
