import type { ReactElement } from 'react';
import type { Outcome } from '@seatrial/trial';
/** A verdict as word, shape and colour. */
export declare function Chip({ of, big }: { readonly of: Outcome; readonly big?: boolean }): ReactElement;
