import { sayLine } from './line.ts';
import type { RegisterOptions } from './options.ts';

/** What `register()` keeps to in the service. */
export interface Settings {
  /** Milliseconds that the end of the process may wait for the last telemetry; 0 does not wait. */
  readonly exitWaitMs: number;
  /** Bytes of encoded telemetry kept while no receiver takes it. */
  readonly mostBytes: number;
}

const defaultExitWaitMs = 2000;
const defaultBufferMiB = 32;

/** Settings by option, else by `SEATRIAL_EXIT_WAIT_MS` and `SEATRIAL_BUFFER_MIB`, else the defaults. */
export function toSettings(
  options: RegisterOptions,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Settings {
  return {
    exitWaitMs: toNumber(
      options.exitWaitMs ?? env['SEATRIAL_EXIT_WAIT_MS'],
      'SEATRIAL_EXIT_WAIT_MS',
      defaultExitWaitMs,
    ),
    mostBytes:
      toNumber(options.bufferMiB ?? env['SEATRIAL_BUFFER_MIB'], 'SEATRIAL_BUFFER_MIB', defaultBufferMiB) * 2 ** 20,
  };
}

function toNumber(given: string | number | undefined, name: string, otherwise: number): number {
  if (given === undefined || given === '') return otherwise;
  const value = Number(given);
  if (Number.isFinite(value) && value >= 0) return value;
  sayLine('bad-setting', `${name} is ${JSON.stringify(given)}, no number from 0 up; ${otherwise} is used.`);
  return otherwise;
}
