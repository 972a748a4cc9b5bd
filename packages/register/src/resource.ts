import { getResourceDetectors } from '@opentelemetry/auto-instrumentations-node';
import {
  defaultResource,
  envDetector,
  hostDetector,
  osDetector,
  processDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import type { Resource, ResourceDetector } from '@opentelemetry/resources';
import { createReleaseDetector } from '@seatrial/release';
import type { Release } from '@seatrial/model';
import { sayLine } from './line.ts';
import type { RegisterOptions, ResourceDetectorName } from './options.ts';
import { version } from './version.ts';

const detectors: Readonly<Record<ResourceDetectorName, ResourceDetector>> = {
  env: envDetector,
  host: hostDetector,
  os: osDetector,
  process: processDetector,
  serviceinstance: serviceInstanceIdDetector,
};

/** The resource that detectors add to. NodeSDK gives it the lowest rank. */
export function createBaseResource(options: RegisterOptions): Resource {
  return defaultResource().merge(
    resourceFromAttributes({
      'telemetry.distro.name': 'seatrial',
      'telemetry.distro.version': version,
      'process.creation.time': new Date(performance.timeOrigin).toISOString(),
      ...options.resourceAttributes,
    }),
  );
}

/** The detectors to run. The release comes last, since later ones win and it has read the environment already. */
export function createResourceDetectors(release: Release, options: RegisterOptions): ResourceDetector[] {
  return [...chosenDetectors(options), createReleaseDetector(release)];
}

function chosenDetectors(options: RegisterOptions): readonly ResourceDetector[] {
  if (options.resourceDetectors !== undefined) return options.resourceDetectors.flatMap(toDetector);
  if (process.env['OTEL_NODE_RESOURCE_DETECTORS']?.trim()) return getResourceDetectors();
  return [envDetector, withoutPersonal(processDetector), hostDetector, serviceInstanceIdDetector];
}

function toDetector(entry: ResourceDetector | ResourceDetectorName): readonly ResourceDetector[] {
  if (typeof entry !== 'string') return [entry];
  if (Object.hasOwn(detectors, entry)) return [detectors[entry]];
  sayLine(
    `resource detector "${entry as string}" is not known and is left out. Known: ${Object.keys(detectors).join(', ')}.`,
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
