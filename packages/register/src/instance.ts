import { isMainThread, threadId } from 'node:worker_threads';
import type { Release } from '@seatrial/model';
import { load } from './load.ts';

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

/** A random UUID (RFC 9562, version 4) as OpenTelemetry makes trace ids: loading cryptography would be a tenth of a start. */
export function createInstanceId(): string {
  const digits = new (load('@opentelemetry/sdk-trace').RandomIdGenerator)().generateTraceId();
  const variant = ((Number.parseInt(digits.charAt(16), 16) & 0b0011) | 0b1000).toString(16);
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`];
  return [...parts, variant + digits.slice(17, 20), digits.slice(20)].join('-');
}
