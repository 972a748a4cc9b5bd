/** `deployment.status` of OpenTelemetry's conventions once it has ended; `mark` is a moment, such as a flag's change. */
export const deployStatuses = ['running', 'succeeded', 'failed', 'mark'] as const;
export type DeployStatus = (typeof deployStatuses)[number];

/** A deploy as CI told it, or a moment worth knowing. The empty string stands for what is unknown. */
export interface Deploy {
  /** `deployment.id`. */
  readonly id: string;
  readonly service: string;
  readonly version: string;
  readonly commit: string;
  readonly environment: string;
  readonly ring: string;
  readonly status: DeployStatus;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Null while it runs. */
  readonly finishedAt: string | null;
  readonly note: string;
  /** Of the CI run, for instance. */
  readonly url: string;
}

/** What names a deploy when it starts, or a mark. */
export interface DeployStart {
  /** Default: one made of service and time. */
  readonly id?: string;
  readonly service: string;
  readonly version?: string;
  readonly commit?: string;
  readonly environment?: string;
  readonly ring?: string;
  readonly note?: string;
  readonly url?: string;
  /** Default `running`. */
  readonly status?: 'running' | 'mark';
}

/** Which deploy has ended, by its id or as the newest running one of a service. */
export interface DeployFinish {
  readonly id?: string;
  readonly service?: string;
  readonly environment?: string;
  /** Default `succeeded`. */
  readonly status?: 'succeeded' | 'failed';
  /** Default: as it was. */
  readonly note?: string;
}

export interface DeploysQuery {
  readonly service?: string;
  readonly environment?: string;
  /** Milliseconds since the Unix epoch: only those that ran at or after it, marks likewise. */
  readonly from?: number;
  /** Default 100. */
  readonly limit?: number;
}

/** Where deploys are told and looked up: records of this machine, or a running server. */
export interface Deploys {
  /** Newest first. */
  deploys(query?: DeploysQuery): Promise<readonly Deploy[]>;
  /** An id that was told before starts anew. */
  startDeploy(start: DeployStart): Promise<Deploy>;
  /** Rejects with `SEATRIAL_NOT_FOUND` where no such deploy runs. */
  finishDeploy(finish: DeployFinish): Promise<Deploy>;
}
