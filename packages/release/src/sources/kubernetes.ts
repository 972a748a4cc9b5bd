import { join } from 'node:path';
import type { ReleaseField } from '@seatrial/model';
import { toCandidate } from '../candidate.ts';
import type { Candidate, Candidates, Environment } from '../candidate.ts';
import type { ReleaseNote } from '../note.ts';
import { readTextFile } from '../text-file.ts';
import { isSet, readVariables } from './variables.ts';

/** Labels that say something of the release (kubernetes.io, "Recommended Labels"; the Deployment controller's hash). */
const labels: readonly (readonly [ReleaseField, string])[] = [
  ['service', 'app.kubernetes.io/name'],
  ['version', 'app.kubernetes.io/version'],
  ['deploymentName', 'app.kubernetes.io/instance'],
  ['deploymentId', 'pod-template-hash'],
];

/**
 * What Kubernetes says of the pod: variables under the names that its documentation uses for the downward API, and the
 * labels of a downward API volume at `/etc/podinfo`. `root` is the folder taken for `/`.
 */
export function readKubernetes(env: Environment, root: string, notes: ReleaseNote[]): Candidates {
  if (!isSet(env, 'KUBERNETES_SERVICE_HOST')) return {};
  const variables = readVariables(
    {
      instanceId: ['POD_NAME', 'MY_POD_NAME', 'K8S_POD_NAME', 'HOSTNAME'],
      namespace: ['POD_NAMESPACE', 'MY_POD_NAMESPACE', 'K8S_NAMESPACE'],
    },
    'Kubernetes',
    env,
    notes,
  );
  return { ...readLabels(root, notes), ...variables };
}

function readLabels(root: string, notes: ReleaseNote[]): Candidates {
  const values = parseLabels(readTextFile(join(root, 'etc/podinfo/labels')) ?? '');
  const found: { [field in ReleaseField]?: Candidate } = {};
  for (const [field, label] of labels) {
    const candidate = toCandidate(field, values.get(label), `Kubernetes: label ${label}`, notes, `label ${label}`);
    if (candidate !== undefined) found[field] = candidate;
  }
  return found;
}

/** One `key="escaped value"` a line, as the downward API writes it. */
function parseLabels(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^([^=]+)="(.*)"$/.exec(line.trim());
    if (match !== null) values.set(match[1] ?? '', (match[2] ?? '').replaceAll(/\\(.)/g, '$1'));
  }
  return values;
}
