import type { Rollout, UploadedChanges } from '@seatrial/trial';
import type { Deploy } from '../deploys/deploy.ts';
import type { FlaggerCanary } from '../gates/flagger-hook.ts';

/** What Seatrial keeps of its own, by kind. Each record has an id; the last one put under it counts. */
export interface RecordKinds {
  readonly deploy: Deploy;
  readonly rollout: Rollout;
  readonly canary: FlaggerCanary;
  readonly release: UploadedChanges;
}

export type RecordKind = keyof RecordKinds;

/** Seatrial's own records. They never go into anybody's telemetry store. */
export interface Records {
  /** In the order in which their ids were first put. */
  list<K extends RecordKind>(kind: K): Promise<readonly RecordKinds[K][]>;
  get<K extends RecordKind>(kind: K, id: string): Promise<RecordKinds[K] | undefined>;
  /** Resolves once the record is on disk. */
  put<K extends RecordKind>(kind: K, record: RecordKinds[K]): Promise<void>;
}
