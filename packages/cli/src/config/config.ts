import type { NotificationEvent } from '@seatrial/server';
import type { UndecidedPolicy } from '@seatrial/trial';

/** `30s`, `15m`, `2h`, `1d`. */
export type Duration = string;

/** What a release has to keep to. Whatever is left out has its default. */
export interface ObjectivesConfig {
  readonly alpha?: number;
  readonly warmUp?: Duration;
  readonly minimumRequests?: number;
  readonly errors?: ErrorsConfig;
  readonly latency?: LatencyConfig;
  readonly routes?: Readonly<Record<string, RouteConfig>>;
}

export interface ErrorsConfig {
  readonly ceiling?: number;
  readonly factor?: number;
  readonly regressedFactor?: number;
}

export interface LatencyConfig {
  readonly factor?: number;
  readonly leastMs?: number;
  readonly threshold?: { readonly ms: number; readonly budget: number };
}

export interface RouteConfig {
  readonly errors?: ErrorsConfig;
  readonly latency?: LatencyConfig;
}

/** A step of a rollout: a ring or a cohort, or neither for all traffic. */
export interface StageConfig {
  readonly name: string;
  readonly ring?: string;
  readonly cohort?: string;
  readonly share?: number;
  readonly bake?: Duration;
  readonly onUndecided?: UndecidedPolicy;
}

/** A Slack-compatible webhook, by its address or by the variable that holds it. */
export interface NotificationConfig {
  readonly url?: string;
  readonly urlFrom?: string;
  readonly on?: readonly NotificationEvent[];
  readonly services?: readonly string[];
}

export interface ServiceConfig {
  readonly environment?: string;
  readonly objectives?: ObjectivesConfig;
  readonly stages?: readonly StageConfig[];
}

/** `seatrial.config.ts`, `.js` or `.json`. */
export interface SeatrialConfig {
  readonly $schema?: string;
  readonly objectives?: ObjectivesConfig;
  readonly stages?: readonly StageConfig[];
  readonly services?: Readonly<Record<string, ServiceConfig>>;
  readonly notifications?: readonly NotificationConfig[];
}

/** Gives an editor the types of a configuration; does nothing else. */
export function defineConfig(config: SeatrialConfig): SeatrialConfig {
  return config;
}
