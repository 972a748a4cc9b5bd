import { useMemo } from 'react';
import type { Deploy } from '@seatrial/server';
import type { Verdict } from '@seatrial/trial';
import { useAnswer } from '../api/use-answer.ts';
import { toMarkers } from '../plot/markers.tsx';
import type { Marker } from '../plot/markers.tsx';

/** Deploys and marks of a service at their times; where no deploy was told of, the candidate's first request. */
export function useMarkers(service: string | undefined, verdict: Verdict | undefined): readonly Marker[] {
  const { data } = useAnswer<readonly Deploy[]>('/api/deploys', { service });
  return useMemo(() => {
    const markers = toMarkers(data ?? []);
    const { firstSeen, name } = verdict?.candidate ?? {};
    if (firstSeen === undefined || firstSeen === null) return markers;
    const end = Date.parse(verdict?.to ?? '');
    if (markers.some(({ kind, time }) => kind === 'deploy' && time <= end)) return markers;
    return [{ time: Date.parse(firstSeen), kind: 'deploy', label: `${name} begins` }, ...markers];
  }, [data, verdict]);
}
