import type { Subject } from '@seatrial/model';
import type { ContrastAttribute } from '@seatrial/store';
import type { ExplainOptions } from './options.ts';
import type { Excluded } from './explanation.ts';

/** How a request ended. Groups that are told apart by one of these are told apart by all of them. */
const outcomes: ReadonlySet<string> = new Set([
  'status',
  'error',
  'duration',
  'error.type',
  'error.message',
  'exception.type',
  'exception.message',
  'exception.escaped',
  'http.response.status_code',
  'http.status_code',
  'http.response.body.size',
  'http.response_content_length',
  'otel.status_code',
  'otel.status_description',
  'rpc.grpc.status_code',
  'rpc.response.status_code',
  'rpc.connect_rpc.error_code',
  'db.response.status_code',
  'seatrial.unfinished',
]);

/** Other names of a release, and of the processes that run it. */
const releases: readonly string[] = [
  'version',
  'build',
  'deployment',
  'ring',
  'commit',
  'deployment.name',
  'vcs.ref.head.name',
  'vcs.change.id',
  'cicd.pipeline.run.id',
  'service.instance.id',
  'process.pid',
  'process.creation.time',
  'k8s.pod.name',
  'k8s.pod.uid',
  'k8s.pod.ip',
  'k8s.pod.start_time',
  'k8s.replicaset.name',
  'k8s.replicaset.uid',
  'container.id',
  'container.image.tags',
];

const families: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(['version', 'build', 'deployment', 'ring', 'commit'].map((name) => [name, releases])),
  service: ['service', 'service.namespace', ...releases],
  route: ['route', 'name', 'url.path', 'http.target'],
  name: ['route', 'name', 'url.path', 'http.target'],
};

/** Fields under the names that their attributes have on the wire. */
const fields: Readonly<Record<string, string>> = {
  release: 'version',
  'service.version': 'version',
  'service.name': 'service',
  'app.build_id': 'build',
  'deployment.id': 'deployment',
  'seatrial.ring': 'ring',
  'vcs.ref.head.revision': 'commit',
  'deployment.environment.name': 'environment',
  'http.route': 'route',
};

type Named = Pick<ContrastAttribute, 'place' | 'name'>;

/** Why an attribute is left out; undefined where it is not. */
export type Exclusion = (attribute: Named) => Excluded['reason'] | undefined;

export function createExclusion({ group, against, exclude = [] }: ExplainOptions): Exclusion {
  const subjects = [...(group.where ?? []), ...(against?.where ?? [])].map(({ subject }) => toName(subject));
  const defining = new Set(subjects.flatMap((name) => [name, ...(families[name] ?? [])]));
  const aboutOutcome = group.slowerThanShare !== undefined || subjects.some((name) => outcomes.has(name));
  const asked = new Set(exclude.map((name) => fields[name] ?? name));
  return ({ place, name }) => {
    if (asked.has(name)) return 'asked';
    if (aboutOutcome && (outcomes.has(name) || (place === 'event' && name.startsWith('exception.')))) return 'outcome';
    return place !== 'trace' && defining.has(name) ? 'selection' : undefined;
  };
}

function toName({ name }: Subject): string {
  return fields[name] ?? name;
}
