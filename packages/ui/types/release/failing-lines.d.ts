import type { ReactElement } from 'react';
import type { Verdict } from '@seatrial/trial';
import type { Marker } from '../plot/markers.tsx';
/** Both arms' share of failing requests, each with its band and its last value at the end of the line. */
export declare function FailingLines({ verdict, markers, }: {
    readonly verdict: Verdict;
    readonly markers: readonly Marker[];
}): ReactElement;
