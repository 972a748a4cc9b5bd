import { toServiceName, toText } from '@seatrial/model';
import type { AttributeMap, ResourceRecord } from '@seatrial/model';
import type { SeenRelease } from '../request.ts';

export const releaseAttributes = [
  'service.version',
  'app.build_id',
  'deployment.id',
  'seatrial.ring',
  'vcs.ref.head.revision',
  'deployment.environment.name',
] as const;

/** What all records of a resource share, worked out once for each. */
export interface SharedColumns {
  readonly resourceId: number;
  readonly service: string;
  /** Version, build id, deployment id, ring, commit, environment; undefined where the resource is silent. */
  readonly release: readonly (string | undefined)[];
  readonly processStart: bigint | undefined;
}

export function toSharedColumns(resource: ResourceRecord, resourceId: number): SharedColumns {
  const { attributes } = resource;
  return {
    resourceId,
    service: toServiceName({ resource }),
    release: releaseAttributes.map((name) => {
      const value = attributes[name] ?? undefined;
      return value === undefined ? undefined : toText(value);
    }),
    processStart: toProcessStart(resource),
  };
}

/** One of the release columns. The resource knows best, then the record; `deployment.environment` is the older name. */
export function toReleaseText(shared: SharedColumns, resource: AttributeMap, own: AttributeMap, index: number): string {
  const known = shared.release[index];
  if (known !== undefined) return known;
  const name = releaseAttributes[index] ?? '';
  const value = own[name] ?? (index === environmentIndex ? resource['deployment.environment'] : undefined);
  return value === undefined || value === null ? '' : toText(value);
}

/** @param own the attributes of a span, on which a stamp may have put what the resource does not say. */
export function toSeenRelease(resource: ResourceRecord, own: AttributeMap): SeenRelease {
  const value = (name: string): string => toText(resource.attributes[name] ?? own[name] ?? '');
  return { service: toServiceName({ resource }), version: value('service.version'), ring: value('seatrial.ring') };
}

const environmentIndex = releaseAttributes.length - 1;

export const releaseColumnCount: number = releaseAttributes.length;

function toProcessStart(resource: ResourceRecord): bigint | undefined {
  const text = resource.attributes['process.creation.time'];
  const milliseconds = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : BigInt(milliseconds) * 1_000_000n;
}
