import { detectRelease, formatMissingLine } from '@seatrial/release';
import type { DetectedRelease } from '@seatrial/release';
import type { Release } from '@seatrial/model';
import { findRecorder } from './doctor/recorder.ts';
import { findHandle, keepHandle } from './handle.ts';
import type { SeatrialHandle } from './handle.ts';
import { withOwnInstance } from './instance.ts';
import { sayLine, speakForChildren } from './line.ts';
import type { RegisterOptions } from './options.ts';
import { createIdleHandle, start } from './start.ts';

/**
 * Sets up OpenTelemetry and puts the release that this process runs on every span.
 *
 * @param options a service name, or {@link RegisterOptions}. Default: everything is found or comes from `OTEL_*`.
 * @returns a handle. A second call answers with the first one's. It never throws: what goes wrong is one line on stderr,
 * and the application runs on without telemetry.
 *
 * @example
 * import { register } from '@seatrial/register';
 * register('checkout');
 */
export function register(options: string | RegisterOptions = {}): SeatrialHandle {
  const earlier = findHandle();
  if (earlier !== undefined) {
    sayLine(
      'called-twice',
      'register() had run before (by --import @seatrial/register/auto, by "seatrial run", or in the program); ' +
        'this second call changes nothing, its options included.',
    );
    return earlier;
  }
  let release: Release = {};
  try {
    const given: RegisterOptions = typeof options === 'string' ? { serviceName: options } : (options ?? {});
    const detected = findRelease(given);
    release = detected.release;
    return keepHandle(start(withOwnInstance(release), given, detected.manifest));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    sayLine('telemetry-off', `telemetry is off: ${reason}. The application runs on.`);
    return keepHandle(createIdleHandle(release));
  } finally {
    speakForChildren();
  }
}

function findRelease(options: RegisterOptions): DetectedRelease {
  const service = options.serviceName === undefined ? {} : { service: options.serviceName };
  const detected = detectRelease({ release: { ...options.release, ...service } });
  findRecorder()?.called(detected);
  for (const note of detected.notes) sayLine('release-note', note.message);
  if (detected.release.service === undefined)
    sayLine('no-service-name', 'the service has no name: set OTEL_SERVICE_NAME, or a name in package.json.');
  const missing = formatMissingLine(detected.release);
  if (missing !== undefined) sayLine('release-incomplete', missing);
  return detected;
}
