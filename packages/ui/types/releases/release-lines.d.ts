import type { Traffic } from '@seatrial/server';
import type { ReleaseRow } from '@seatrial/store';
/** When a release was in a ring. */
export interface RingSpan {
  readonly ring: string;
  readonly from: number;
  readonly to: number;
}
/** A release of a service, its rings and deployments together. */
export interface ReleaseLine {
  readonly version: string;
  readonly buildId: string;
  readonly commit: string;
  readonly rings: readonly RingSpan[];
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly requests: number;
  readonly errors: number;
  readonly share: number | null;
  /** The least and most of its rows, since quantiles cannot be added; null without requests. */
  readonly p95: readonly [number, number] | null;
  /** Share of the service's requests in each step; empty where the traffic is not known yet. */
  readonly shares: readonly number[];
}
/** A service in an environment, with its releases, the newest first. */
export interface ServiceReleases {
  readonly service: string;
  readonly environment: string;
  readonly lines: readonly ReleaseLine[];
}
/** Services by the time of their newest release, the newest first. */
export declare function toServiceReleases(rows: readonly ReleaseRow[], traffic?: Traffic): readonly ServiceReleases[];
/** The selector that means exactly this release. */
export declare function toReleaseSelector({ version, buildId }: Pick<ReleaseLine, 'version' | 'buildId'>): string;
