import type { ReactElement } from 'react';
import type { Cause } from '@seatrial/trial';
export interface CauseItemProps {
  readonly cause: Cause;
  /** Called with the selector of such requests. */
  readonly onFilter: (selector: string) => void;
}
/** A cause with its share in the box above its share elsewhere. */
export declare function CauseItem({ cause, onFilter }: CauseItemProps): ReactElement;
