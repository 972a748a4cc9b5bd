import type { ReleaseField } from './release.ts';

/** Where a name comes from: OpenTelemetry's semantic conventions with their stability, or Seatrial's own namespace. */
export type Stability = 'stable' | 'release_candidate' | 'development' | 'seatrial';

/** Where an attribute is found: on the resource, on every span, on the spans it concerns, on local root spans. */
export type Placement = 'resource' | 'every-span' | 'some-spans' | 'root-spans';

export interface AttributeDefinition {
  readonly name: string;
  readonly meaning: string;
  readonly stability: Stability;
  readonly example: string;
  readonly placement: readonly Placement[];
  /** The field of {@link Release} that it carries. */
  readonly field?: ReleaseField;
}

const resource: readonly Placement[] = ['resource'];
const stamped: readonly Placement[] = ['resource', 'every-span'];
const spans: readonly Placement[] = ['some-spans'];
const roots: readonly Placement[] = ['root-spans'];

/** Every attribute that Seatrial writes. A name that ends in `.<key>` or `.<name>` is a family. */
export const attributeDefinitions: readonly AttributeDefinition[] = [
  {
    name: 'service.name',
    meaning: 'The service.',
    stability: 'stable',
    example: 'checkout',
    placement: resource,
    field: 'service',
  },
  {
    name: 'service.namespace',
    meaning: 'The group of services that it belongs to.',
    stability: 'stable',
    example: 'shop',
    placement: resource,
    field: 'namespace',
  },
  {
    name: 'service.instance.id',
    meaning: 'This process or pod.',
    stability: 'stable',
    example: 'checkout-7d9f8c6b5-x2x4z',
    placement: resource,
    field: 'instanceId',
  },
  {
    name: 'service.version',
    meaning:
      'What is deployed. By default the package version and the short commit, since a package version alone stays the same for months.',
    stability: 'stable',
    example: '1.4.2-g3f2c1a9',
    placement: stamped,
    field: 'version',
  },
  {
    name: 'app.build_id',
    meaning: 'The build: CI run, image digest or build hash.',
    stability: 'development',
    example: '18234',
    placement: stamped,
    field: 'buildId',
  },
  {
    name: 'deployment.id',
    meaning: 'This roll-out of that build.',
    stability: 'development',
    example: 'd-2026-11-24-3',
    placement: stamped,
    field: 'deploymentId',
  },
  {
    name: 'deployment.name',
    meaning: 'The name of the roll-out, where the platform gives one.',
    stability: 'development',
    example: 'checkout-prod',
    placement: resource,
    field: 'deploymentName',
  },
  {
    name: 'seatrial.ring',
    meaning: 'The ring of the deployment: internal, canary, stable, shadow, or a word of your own.',
    stability: 'seatrial',
    example: 'canary',
    placement: stamped,
    field: 'ring',
  },
  {
    name: 'deployment.environment.name',
    meaning: 'The environment. Releases are compared inside one environment only.',
    stability: 'stable',
    example: 'production',
    placement: resource,
    field: 'environment',
  },
  {
    name: 'vcs.ref.head.revision',
    meaning: 'The full commit hash.',
    stability: 'release_candidate',
    example: '3f2c1a9d5e0b7c8f6a4d2e1b0c9f8a7d6e5b4c3f',
    placement: resource,
    field: 'commit',
  },
  {
    name: 'vcs.ref.head.name',
    meaning: 'The branch or tag that was built. Never taken for a version.',
    stability: 'release_candidate',
    example: 'main',
    placement: resource,
    field: 'branch',
  },
  {
    name: 'vcs.repository.url.full',
    meaning: 'The repository, credentials and `.git` stripped.',
    stability: 'release_candidate',
    example: 'https://github.com/acme/shop',
    placement: resource,
    field: 'repositoryUrl',
  },
  {
    name: 'vcs.change.id',
    meaning: 'The pull or merge request that was built.',
    stability: 'release_candidate',
    example: '481',
    placement: resource,
    field: 'changeId',
  },
  {
    name: 'cicd.pipeline.run.id',
    meaning: 'The CI run that built it.',
    stability: 'release_candidate',
    example: '9817234',
    placement: resource,
    field: 'pipelineRunId',
  },
  {
    name: 'process.creation.time',
    meaning: 'When the process began, ISO 8601. Requests of a young process are its warm-up.',
    stability: 'development',
    example: '2026-11-24T10:15:30.123Z',
    placement: resource,
  },
  {
    name: 'feature_flags.<key>',
    meaning: 'The variant of that flag under which the work of the span ran.',
    stability: 'seatrial',
    example: 'on',
    placement: spans,
  },
  {
    name: 'feature_flags.reason.<key>',
    meaning: 'Why the flag had that variant. Only where it is asked for.',
    stability: 'seatrial',
    example: 'targeting_match',
    placement: roots,
  },
  {
    name: 'feature_flag.version',
    meaning: 'The version of the flag configuration, `mixed` where there were several.',
    stability: 'release_candidate',
    example: 'v42',
    placement: roots,
  },
  {
    name: 'feature_flag.set.id',
    meaning: 'The set that the flags belong to: a project, an environment.',
    stability: 'release_candidate',
    example: 'shop/prod',
    placement: roots,
  },
  {
    name: 'feature_flag.context.id',
    meaning: 'A keyed hash of whom the flags were decided for. Only where it is asked for.',
    stability: 'release_candidate',
    example: '9f86d081884c7d65',
    placement: roots,
  },
  {
    name: 'seatrial.cohort.<name>',
    meaning: "A cohort of the request's subject.",
    stability: 'seatrial',
    example: 'internal',
    placement: spans,
  },
  {
    name: 'seatrial.shadow',
    meaning: 'True on mirrored traffic, which is kept out of every user-facing figure.',
    stability: 'seatrial',
    example: 'true',
    placement: spans,
  },
  {
    name: 'seatrial.flags.more',
    meaning: 'Further flags, as `key=variant`, where there was not room for all.',
    stability: 'seatrial',
    example: 'theme=dark',
    placement: roots,
  },
  {
    name: 'seatrial.flags.dropped',
    meaning: 'Flags and evaluations that found no room at all.',
    stability: 'seatrial',
    example: '12',
    placement: roots,
  },
  {
    name: 'seatrial.flags.remote',
    meaning: 'True where flags or cohorts came from the calling service.',
    stability: 'seatrial',
    example: 'true',
    placement: roots,
  },
  {
    name: 'http.request.header.<name>',
    meaning: 'The request id that pairs a mirrored request with its original, under the name that was declared.',
    stability: 'stable',
    example: 'r-1b9f',
    placement: roots,
  },
  {
    name: 'seatrial.unfinished',
    meaning: 'Why an open span was sent before it ended.',
    stability: 'seatrial',
    example: 'process.exit',
    placement: spans,
  },
  {
    name: 'seatrial.sampling.weight',
    meaning: 'How many spans this one stands for, where traces are sampled. Absent where all are kept.',
    stability: 'seatrial',
    example: '10',
    placement: spans,
  },
  {
    name: 'seatrial.end.reason',
    meaning: 'Why a process ended, on its log event `seatrial.process.end`. A process without that event was killed.',
    stability: 'seatrial',
    example: 'SIGTERM',
    placement: spans,
  },
  {
    name: 'code.function.name',
    meaning: 'The function that the span is of, with its class.',
    stability: 'stable',
    example: 'Shop.checkout',
    placement: spans,
  },
  {
    name: 'code.file.path',
    meaning: 'The file that defines the function, as it was written: source maps are followed.',
    stability: 'stable',
    example: '/app/src/shop.ts',
    placement: spans,
  },
  {
    name: 'code.line.number',
    meaning: 'The line of that definition.',
    stability: 'stable',
    example: '42',
    placement: spans,
  },
  {
    name: 'error.type',
    meaning: 'The name of the error that the function threw or rejected with.',
    stability: 'stable',
    example: 'TypeError',
    placement: spans,
  },
  {
    name: 'seatrial.deferred',
    meaning:
      'True where a traced function returned work that was left to run later, such as a query builder: the span ends at the return.',
    stability: 'seatrial',
    example: 'true',
    placement: spans,
  },
  {
    name: 'seatrial.argument.<name>',
    meaning: 'An argument, where `captureArguments` asks for it.',
    stability: 'seatrial',
    example: '4200',
    placement: spans,
  },
  {
    name: 'seatrial.result',
    meaning: 'What was returned, where `captureResult` asks for it.',
    stability: 'seatrial',
    example: 'paid',
    placement: spans,
  },
];

/** The attribute that says how many spans one stands for. */
export const samplingWeight = 'seatrial.sampling.weight';

/** The prefix of the flag attributes. */
export const flagPrefix = 'feature_flags.';
/** The prefix of the cohort attributes. */
export const cohortPrefix = 'seatrial.cohort.';
