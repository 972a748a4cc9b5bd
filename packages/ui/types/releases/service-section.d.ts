import type { ReactElement } from 'react';
import type { Deploy, Traffic } from '@seatrial/server';
import type { ServiceReleases } from './release-lines.ts';
export interface ServiceSectionProps {
  readonly of: ServiceReleases;
  readonly traffic: Traffic | undefined;
  readonly deploys: readonly Deploy[];
}
/** The releases of a service, each with its lane in time. */
export declare function ServiceSection({ of, traffic, deploys }: ServiceSectionProps): ReactElement;
