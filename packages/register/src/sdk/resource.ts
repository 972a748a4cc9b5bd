import type { Resource, ResourceDetector } from '@opentelemetry/resources';
import { createReleaseDetector } from '@seatrial/release';
import type { Release } from '@seatrial/model';
import { createInstanceId } from '../instance.ts';
import { load } from '../load.ts';
import { sayLine } from '../line.ts';
import type { RegisterOptions, ResourceDetectorName } from '../options.ts';
import { version } from '../version.ts';

const detectors: Readonly<Record<ResourceDetectorName, () => ResourceDetector>> = {
  env: () => load('@opentelemetry/resources').envDetector,
  host: () => load('@opentelemetry/resources').hostDetector,
  os: () => load('@opentelemetry/resources').osDetector,
  process: () => load('@opentelemetry/resources').processDetector,
  serviceinstance: () => ({ detect: () => ({ attributes: { 'service.instance.id': createInstanceId() } }) }),
};

const known = Object.keys(detectors) as readonly ResourceDetectorName[];

/** Everything that is known about this process, the release last, since later ones win and it has read the environment. */
export function createResource(release: Release, options: RegisterOptions): Resource {
  const { defaultResource, detectResources, resourceFromAttributes } = load('@opentelemetry/resources');
  const base = resourceFromAttributes({
    'telemetry.distro.name': 'seatrial',
    'telemetry.distro.version': version,
    'process.creation.time': new Date(performance.timeOrigin).toISOString(),
    ...options.resourceAttributes,
  });
  const found = detectResources({ detectors: [...chooseDetectors(options), createReleaseDetector(release)] });
  return defaultResource().merge(base).merge(found);
}

function chooseDetectors(options: RegisterOptions): readonly ResourceDetector[] {
  if (options.resourceDetectors !== undefined) return options.resourceDetectors.flatMap(toDetector);
  const named = process.env['OTEL_NODE_RESOURCE_DETECTORS']?.trim();
  if (!named)
    return [detectors.env(), withoutPersonal(detectors.process()), detectors.host(), detectors.serviceinstance()];
  const names = named.split(',').map((name) => name.trim());
  if (names.every(isKnown)) return names.flatMap(toDetector);
  // Clouds are asked only where they are named: their detectors are many modules, and call metadata servers.
  return load('@opentelemetry/auto-instrumentations-node').getResourceDetectors();
}

function isKnown(name: string): name is ResourceDetectorName {
  return known.some((detector) => detector === name);
}

function toDetector(entry: ResourceDetector | ResourceDetectorName): readonly ResourceDetector[] {
  if (typeof entry !== 'string') return [entry];
  if (isKnown(entry)) return [detectors[entry]()];
  sayLine(
    'bad-option',
    `resource detector "${entry as string}" is not known and is left out. Known: ${known.join(', ')}.`,
  );
  return [];
}

/** Who runs the process and with which arguments (a token, a password) leaves only where it is asked for. */
function withoutPersonal(detector: ResourceDetector): ResourceDetector {
  return {
    detect(config) {
      const { attributes, ...rest } = detector.detect(config);
      const { 'process.owner': _owner, 'process.command_args': _arguments, ...kept } = attributes ?? {};
      return { ...rest, attributes: kept };
    },
  };
}
