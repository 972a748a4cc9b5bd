import { useMemo } from 'react';
import type { ReactElement } from 'react';
import { toArmsHeatmap, toArmSplit, toShared } from '@seatrial/model';
import type { Heatmap } from '@seatrial/store';
import type { Verdict } from '@seatrial/trial';
import { useAnswer } from '../api/use-answer.ts';
import { usePainted } from '../parts/use-painted.ts';
import { Section } from '../parts/section.tsx';
import { Segments } from '../parts/segments.tsx';
import { countBox, toBox, toHeatData, toRange } from '../plot/heat-data.ts';
import type { HeatData, HeatLayer } from '../plot/heat-data.ts';
import { HeatMap } from '../plot/heat-map.tsx';
import type { Marker } from '../plot/markers.tsx';
import { readBox, toBoxPatch } from '../url/box.ts';
import { useUrlState } from '../url/use-url-state.ts';
import { Causes } from './causes.tsx';
import { Latency } from './latency.tsx';

const layers = ['all', 'candidate', 'baseline', 'difference'] as const;

export interface EveryRequestProps {
  readonly verdict: Verdict;
  readonly where: string | undefined;
  readonly markers: readonly Marker[];
}

/** All requests of both arms by time and duration: a box asks what sets those in it apart. */
export function EveryRequest({ verdict, where, markers }: EveryRequestProps): ReactElement | undefined {
  const split = toArmSplit(verdict);
  const shared = toShared(verdict, where);
  const painted = usePainted();
  const { data: heatmap } = useAnswer<Heatmap>('/api/events/heatmap', { ...toArmsHeatmap(verdict, where) });
  const data = useMemo(
    () => (heatmap === undefined ? undefined : toData(heatmap, split)),
    // The split is made anew each time; what it depends on is the selectors.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [heatmap, verdict.candidate.selector, verdict.baseline.selector],
  );
  if (data === undefined || Number.isNaN(data.from)) return undefined;
  return (
    <>
      <Explore {...{ data, verdict, shared, markers }} />
      {painted && <Latency verdict={verdict} data={data} />}
    </>
  );
}

interface ExploreProps {
  readonly data: HeatData;
  readonly verdict: Verdict;
  readonly shared: string;
  readonly markers: readonly Marker[];
}

function Explore({ data, verdict, shared, markers }: ExploreProps): ReactElement {
  const url = useUrlState();
  const layer: HeatLayer = layers.find((each) => each === url.get('layer')) ?? 'candidate';
  const asked = readBox(url);
  const box = asked === undefined ? undefined : toBox(data, asked);
  return (
    <Section
      title="Every request"
      note="Drag a box to ask what sets those requests apart."
      side={
        <Segments
          label="Layer"
          value={layer}
          onChange={(value) => url.set({ layer: value })}
          options={layers.map((each) => [each, each])}
        />
      }
    >
      <div className="explore">
        <HeatMap
          data={data}
          layer={layer}
          markers={markers}
          box={box}
          onBox={(chosen) =>
            url.set(toBoxPatch(chosen === undefined ? undefined : toRange(data, chosen)), { push: true })
          }
        />
        <aside aria-label="Explanation">
          <Causes
            range={box === undefined ? undefined : toRange(data, box)}
            count={box === undefined ? 0 : countBox(data, layer, box)}
            {...{ data, verdict, shared, layer }}
          />
        </aside>
      </div>
    </Section>
  );
}

function toData(heatmap: Heatmap, split: ReturnType<typeof toArmSplit>): HeatData {
  return toHeatData(heatmap, split?.isCandidate ?? (() => true), split?.isBaseline ?? (() => false));
}
