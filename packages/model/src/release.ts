import { attributeDefinitions } from './attributes.ts';

/**
 * Which release a service runs. What is not known is absent, never invented.
 * Every value is text of 1 to 255 characters.
 */
export interface Release {
  readonly service?: string;
  readonly namespace?: string;
  readonly instanceId?: string;
  readonly version?: string;
  readonly buildId?: string;
  readonly deploymentId?: string;
  readonly deploymentName?: string;
  readonly ring?: string;
  readonly environment?: string;
  /** Full commit hash, lower-case hex. */
  readonly commit?: string;
  readonly branch?: string;
  readonly repositoryUrl?: string;
  readonly changeId?: string;
  readonly pipelineRunId?: string;
}

export type ReleaseField = keyof Release;

export interface ReleaseFieldDefinition {
  readonly field: ReleaseField;
  /** The resource attribute that carries it. */
  readonly attribute: string;
  /** The environment variable that sets it. */
  readonly variable: string;
  /** True where it is stamped on every span by default. */
  readonly stamped: boolean;
  readonly meaning: string;
}

const variables: Readonly<Record<ReleaseField, string>> = {
  service: 'SEATRIAL_SERVICE',
  namespace: 'SEATRIAL_NAMESPACE',
  instanceId: 'SEATRIAL_INSTANCE_ID',
  version: 'SEATRIAL_VERSION',
  buildId: 'SEATRIAL_BUILD_ID',
  deploymentId: 'SEATRIAL_DEPLOYMENT_ID',
  deploymentName: 'SEATRIAL_DEPLOYMENT_NAME',
  ring: 'SEATRIAL_RING',
  environment: 'SEATRIAL_ENVIRONMENT',
  commit: 'SEATRIAL_COMMIT',
  branch: 'SEATRIAL_BRANCH',
  repositoryUrl: 'SEATRIAL_REPOSITORY_URL',
  changeId: 'SEATRIAL_CHANGE_ID',
  pipelineRunId: 'SEATRIAL_PIPELINE_RUN_ID',
};

/** One row for each field of {@link Release}, in the order in which people read them. */
export const releaseFields: readonly ReleaseFieldDefinition[] = attributeDefinitions.flatMap((definition) =>
  definition.field === undefined
    ? []
    : [
        {
          field: definition.field,
          attribute: definition.name,
          variable: variables[definition.field],
          stamped: definition.placement.includes('every-span'),
          meaning: definition.meaning,
        },
      ],
);

/** The fields that are stamped on every span unless told otherwise: version, build id, deployment id, ring. */
export const stampedFields: readonly ReleaseField[] = releaseFields
  .filter((row) => row.stamped)
  .map((row) => row.field);

/** The attributes of a release, absent fields left out. `fields` narrows them; default: all. */
export function toReleaseAttributes(
  release: Release,
  fields?: readonly ReleaseField[],
): Readonly<Record<string, string>> {
  const attributes: Record<string, string> = {};
  for (const { field, attribute } of releaseFields) {
    const value = release[field];
    if (value !== undefined && (fields === undefined || fields.includes(field))) attributes[attribute] = value;
  }
  return attributes;
}

/** The word for a ring that Seatrial itself gives a meaning to; any other word is the user's own. */
export const knownRings = ['internal', 'canary', 'stable', 'shadow'] as const;
