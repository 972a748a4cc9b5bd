import type { ReactElement } from 'react';
import type { Outcome } from '@seatrial/trial';
import { Icon } from './icon.tsx';

const words: Readonly<Record<Outcome, string>> = { ok: 'OK', regressed: 'Regressed', undecided: 'Undecided' };

/** A verdict as word, shape and colour. */
export function Chip({ of, big = false }: { readonly of: Outcome; readonly big?: boolean }): ReactElement {
  return (
    <span className={`chip ${of}${big ? ' big' : ''}`}>
      <Icon name={of} size={big ? 13 : 11} />
      {words[of]}
    </span>
  );
}
