import type { Deploy } from '@seatrial/server';
import { useAnswer } from '../api/use-answer.ts';
import { toMarkers } from '../plot/markers.tsx';
import type { Marker } from '../plot/markers.tsx';

/** Deploys and marks of a service, to be drawn at their times. */
export function useDeploys(service: string | undefined): readonly Marker[] {
  const { data } = useAnswer<readonly Deploy[]>('/api/deploys', { service });
  return toMarkers(data ?? []);
}
