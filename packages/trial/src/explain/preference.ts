import { cohortPrefix, flagPrefix } from '@seatrial/model';
import type { Predicate } from '@seatrial/store';

/** Fields and names by which people know their services, before hosts, pods and addresses. */
const known: readonly string[] = [
  'version',
  'ring',
  'build',
  'commit',
  'deployment',
  'service',
  'route',
  'environment',
  'name',
  'error',
  'status',
  'kind',
];

/** Of several names of the same rows, the one with the least is named: a release first, then flags and cohorts. */
export function toPreference({ place, name, value }: Predicate): number {
  const absent = 'text' in value && value.text === null ? 10 : 0;
  if (place === 'trace') return 400 + absent;
  if (place === 'event') return 300 + absent;
  if (place === 'field') {
    const index = known.indexOf(name);
    return (index === -1 ? 200 : index < 5 ? index : 50 + index) + absent;
  }
  if (name.startsWith(flagPrefix)) return 20 + absent;
  if (name.startsWith(cohortPrefix)) return 30 + absent;
  return (machines.test(name) ? 200 : 100) + absent;
}

const machines =
  /^(host|k8s|container|process|os|cloud|server|network|client|net|thread|telemetry|service\.instance)\b/;
