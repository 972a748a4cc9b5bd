import { defaultObjectives } from '@seatrial/trial';
import type { Objectives, RolloutPlan, RouteObjectives, Stage } from '@seatrial/trial';
import { parseDuration } from '../time-range.ts';
import type { ObjectivesConfig, SeatrialConfig, StageConfig } from './config.ts';

/** Where nothing is configured: one ring, ten minutes, and no guess. */
const defaultStages: readonly StageConfig[] = [{ name: 'canary', ring: 'canary' }];

/** How the releases of a service go out, as configured for it and else for all. */
export function toRolloutPlan(config: SeatrialConfig, service: string): RolloutPlan {
  const own = config.services?.[service];
  const stages = own?.stages ?? config.stages ?? defaultStages;
  const objectives = toObjectives(config, service);
  return {
    service,
    stages: stages.map(toStage),
    // Where nothing is configured here, a server that is asked goes by its own configuration.
    ...(Object.keys(objectives).length > 0 && { objectives }),
    ...(own?.environment !== undefined && { environment: own.environment }),
  };
}

function toStage({ name, ring, cohort, share, bake = '10m', onUndecided = 'wait' }: StageConfig): Stage {
  return {
    name,
    bakeMs: parseDuration(`bake of ${name}`, bake),
    onUndecided,
    ...(ring !== undefined && { ring }),
    ...(cohort !== undefined && { cohort }),
    ...(share !== undefined && { share }),
  };
}

/** What is configured for all services, and above it what is for this one; the rest has its defaults where it is judged. */
export function toObjectives(config: SeatrialConfig, service: string): Partial<Objectives> {
  const [all = {}, own = {}] = [config.objectives, config.services?.[service]?.objectives];
  const merged: ObjectivesConfig = { ...all, ...own };
  const { alpha, warmUp, minimumRequests } = merged;
  const errors = { ...all.errors, ...own.errors };
  const latency = { ...all.latency, ...own.latency };
  const routes = Object.entries({ ...all.routes, ...own.routes }).map(([route, each]) => ({ route, ...each }));
  return {
    ...(alpha !== undefined && { alpha }),
    ...(warmUp !== undefined && { warmUpMs: parseDuration('warmUp', warmUp) }),
    ...(minimumRequests !== undefined && { minimumRequests }),
    ...(Object.keys(errors).length > 0 && { errors: { ...defaultObjectives.errors, ...errors } }),
    ...(Object.keys(latency).length > 0 && { latency: { ...defaultObjectives.latency, ...latency } }),
    ...(routes.length > 0 && { routes: routes satisfies readonly RouteObjectives[] }),
  };
}
