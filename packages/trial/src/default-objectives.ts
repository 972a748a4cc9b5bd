import { limits, SeatrialError } from '@seatrial/model';
import type { ErrorObjective, LatencyObjective, Objectives } from './objectives.ts';

/** What every service has to keep to where nothing is configured. */
export const defaultObjectives: Objectives = {
  alpha: 0.05,
  warmUpMs: limits.warmUpMs,
  minimumRequests: 100,
  errors: { ceiling: 0.005, factor: 2, regressedFactor: 1.2 },
  latency: { factor: 1.2, leastMs: 0.5 },
  routes: [],
};

/**
 * The objectives in force: those given, the defaults for the rest, all checked.
 * @throws SeatrialError `SEATRIAL_BAD_ARGUMENT`
 */
export function toObjectives(given: Partial<Objectives> = {}): Objectives {
  const objectives = {
    ...defaultObjectives,
    ...given,
    errors: { ...defaultObjectives.errors, ...given.errors },
    latency: { ...defaultObjectives.latency, ...given.latency },
  };
  checkBetween('alpha', objectives.alpha, 0, 0.5);
  checkWhole('warmUpMs', objectives.warmUpMs);
  checkWhole('minimumRequests', objectives.minimumRequests);
  checkErrors('errors', objectives.errors);
  checkLatency('latency', objectives.latency);
  for (const { route, errors, latency } of objectives.routes) {
    if (errors !== undefined) checkErrors(`routes ${route}: errors`, { ...objectives.errors, ...errors });
    if (latency !== undefined) checkLatency(`routes ${route}: latency`, { ...objectives.latency, ...latency });
  }
  const names = objectives.routes.map(({ route }) => route);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw bad(`routes names ${twice} twice; put what holds for it into one entry.`);
  return objectives;
}

function checkErrors(name: string, { ceiling, factor, regressedFactor }: ErrorObjective): void {
  checkBetween(`${name}.ceiling`, ceiling, 0, 1);
  checkBetween(`${name}.factor`, factor, 1, 1000);
  if (!(regressedFactor >= 1 && regressedFactor < 1000))
    throw bad(`${name}.regressedFactor is ${regressedFactor}; give a factor from 1 on, and below 1000.`);
}

function checkLatency(name: string, { factor, leastMs, threshold }: LatencyObjective): void {
  checkBetween(`${name}.factor`, factor, 1, 100);
  if (!(leastMs >= 0 && leastMs <= 60_000))
    throw bad(`${name}.leastMs is ${leastMs}; give milliseconds from 0 to 60000.`);
  if (threshold === undefined) return;
  checkBetween(`${name}.threshold.ms`, threshold.ms, 0, 1_000_000);
  checkBetween(`${name}.threshold.budget`, threshold.budget, 0, 1);
}

function checkBetween(name: string, value: number, low: number, high: number): void {
  if (!(value > low && value < high)) throw bad(`${name} is ${value}; give a number above ${low} and below ${high}.`);
}

function checkWhole(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw bad(`${name} is ${value}; give a whole number from 0 on.`);
}

function bad(message: string): SeatrialError {
  return new SeatrialError('SEATRIAL_BAD_ARGUMENT', message);
}
