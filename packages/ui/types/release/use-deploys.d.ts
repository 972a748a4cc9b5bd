import type { Marker } from '../plot/markers.tsx';
/** Deploys and marks of a service, to be drawn at their times. */
export declare function useDeploys(service: string | undefined): readonly Marker[];
