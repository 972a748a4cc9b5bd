import { useState } from 'react';
import type { ReactElement } from 'react';
import { toReleaseSelector } from '@seatrial/model';
import type { ReleaseRow } from '@seatrial/store';
import { useAnswer } from '../api/use-answer.ts';
import { toServiceReleases } from '../releases/release-lines.ts';
import { toVisible } from '../text/visible.ts';
import type { Comparison } from '../url/comparison.ts';
import { useUrlState } from '../url/use-url-state.ts';

/** Another candidate or baseline: any release or ring of the service. */
export function ChooseArms({ comparison }: { readonly comparison: Comparison }): ReactElement {
  const { set } = useUrlState();
  // Asked for when somebody is about to choose: the verdict and its pictures come first.
  const [wanted, setWanted] = useState(false);
  const { data = [] } = useAnswer<readonly ReleaseRow[]>('/api/releases', {}, { enabled: wanted });
  const { service, environment, candidate, baseline } = comparison;
  const own = toServiceReleases(data).find(
    (each) => each.service === service && (environment === undefined || each.environment === environment),
  );
  const lines = own?.lines ?? [];
  const releases = lines.map((line) => [toReleaseSelector(line), toVisible(line.version)] as const);
  const rings = [...new Set(lines.flatMap((line) => line.rings.map(({ ring }) => ring)))];
  const options = [...releases, ...rings.map((ring) => [`ring=${ring}`, `ring ${toVisible(ring)}`] as const)];
  const choose = (name: 'candidate' | 'baseline', chosen: string | undefined, byDefault: string): ReactElement => (
    <select
      className="select"
      aria-label={name === 'candidate' ? 'Compare' : 'With'}
      value={chosen ?? ''}
      onChange={({ target: { value } }) => set({ service, [name]: value }, { push: true })}
    >
      <option value="">{byDefault}</option>
      {chosen !== undefined && !options.some(([selector]) => selector === chosen) && (
        <option value={chosen}>{toVisible(chosen)}</option>
      )}
      {options.map(([selector, text]) => (
        <option key={selector} value={selector}>
          {text}
        </option>
      ))}
    </select>
  );
  return (
    <div className="choose" onFocus={() => setWanted(true)} onPointerEnter={() => setWanted(true)}>
      {choose('candidate', candidate, 'the newest release')}
      <span className="faint">against</span>
      {choose('baseline', baseline, 'the one before')}
    </div>
  );
}
