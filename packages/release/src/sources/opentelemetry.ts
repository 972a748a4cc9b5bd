import { releaseFields } from '@seatrial/model';
import type { ReleaseField } from '@seatrial/model';
import { toCandidate } from '../candidate.ts';
import type { Candidate, Candidates, Environment } from '../candidate.ts';
import type { ReleaseNote } from '../note.ts';

const variable = 'OTEL_RESOURCE_ATTRIBUTES';

/** The names of semantic conventions before 1.27, which many manifests still set. */
const deprecated: Readonly<Record<string, ReleaseField>> = {
  'deployment.environment': 'environment',
  'vcs.repository.ref.revision': 'commit',
  'vcs.repository.ref.name': 'branch',
};

/** `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES`; the former wins, as OpenTelemetry's specification says. */
export function readOpenTelemetryVariables(env: Environment, notes: ReleaseNote[]): Candidates {
  const found: { [field in ReleaseField]?: Candidate } = {};
  const attributes = parseResourceAttributes(env[variable] ?? '', notes);
  const names: readonly (readonly [string, ReleaseField])[] = [
    ...releaseFields.map((row) => [row.attribute, row.field] as const),
    ...Object.entries(deprecated),
  ];
  for (const [name, field] of names) {
    const candidate = toCandidate(field, attributes.get(name), variable, notes, `${name} in ${variable}`);
    if (candidate !== undefined && found[field] === undefined) found[field] = candidate;
  }
  const service = toCandidate('service', env['OTEL_SERVICE_NAME'], 'OTEL_SERVICE_NAME', notes);
  return service === undefined ? found : { ...found, service };
}

/**
 * Key-value pairs, percent-decoded (OpenTelemetry specification, Resource SDK). OpenTelemetry JS discards the whole
 * variable for one bad pair, so that a bad one is worth a note even though the others are read here.
 */
function parseResourceAttributes(text: string, notes: ReleaseNote[]): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const pair of text.split(',')) {
    if (pair.trim() === '') continue;
    const at = pair.indexOf('=');
    const value = at < 1 ? undefined : decode(pair.slice(at + 1).trim());
    if (value === undefined) {
      const message = `${variable} has the pair ${JSON.stringify(pair.trim())}, which is not key=value with percent-encoding; OpenTelemetry ignores the whole variable for it. Mend that pair.`;
      notes.push({ code: 'bad-resource-attributes', message });
    } else attributes.set(pair.slice(0, at).trim(), value);
  }
  return attributes;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replace(/^"(.*)"$/, '$1'));
  } catch {
    return undefined;
  }
}
