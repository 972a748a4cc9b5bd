import type { ReactElement } from 'react';
import { toVisible, toVisibleLines } from '../text/visible.ts';

/** Text of telemetry: only ever text, in a direction of its own, with nothing hidden in it. */
export function Text({ of, lines = false }: { readonly of: string; readonly lines?: boolean }): ReactElement {
  return <bdi>{lines ? toVisibleLines(of) : toVisible(of)}</bdi>;
}
