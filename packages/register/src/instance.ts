import { isMainThread, threadId } from 'node:worker_threads';
import type { Release } from '@seatrial/model';

/**
 * The release with an instance id of this process or thread: a pod's name stands for all that run in the pod, and
 * two SDKs under one id would overwrite each other's metrics.
 */
export function withOwnInstance(release: Release): Release {
  const { instanceId } = release;
  const isChild = process.send !== undefined || process.env['NODE_UNIQUE_ID'] !== undefined;
  if (instanceId === undefined || (isMainThread && !isChild)) return release;
  const own = isMainThread ? String(process.pid) : `${process.pid}.${threadId}`;
  return { ...release, instanceId: `${instanceId}/${own}` };
}
