import { load } from '../load.ts';

/** A variable that has to be a number above zero; anything else is as if it were not there, as in OpenTelemetry's SDK. */
export function readPositive(name: string): number | undefined {
  const value = load('@opentelemetry/core').getNumberFromEnv(name);
  return value !== undefined && value > 0 ? value : undefined;
}
