import { join } from 'node:path';
import { createDeployRecords, createRecordFile, defaultStateDirectory, recordFileName } from '@seatrial/server';
import type { Deploys } from '@seatrial/server';
import { findServerReader } from './reader.ts';

/** Deploys as a running server keeps them, else those of this machine's state directory. */
export async function openDeploys(): Promise<Deploys> {
  const server = await findServerReader();
  return server ?? createDeployRecords(createRecordFile(join(defaultStateDirectory(), recordFileName)));
}
