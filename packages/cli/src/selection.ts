import { parseSelector } from '@seatrial/model';
import type { Selector } from '@seatrial/model';
import type { SliceQuery } from '@seatrial/store';
import { parseTimeRange } from './time-range.ts';

/** The options that listings share. */
export interface SelectionOptions {
  readonly where?: string;
  readonly service?: string;
  readonly since?: string;
  readonly until?: string;
}

/** @throws SeatrialError `SEATRIAL_BAD_SELECTOR`, `SEATRIAL_BAD_ARGUMENT`. */
export function parseSelection(options: SelectionOptions): SliceQuery {
  const service: Selector =
    options.service === undefined
      ? []
      : [{ subject: { kind: 'intrinsic', name: 'service' }, operator: '=', values: [options.service] }];
  return {
    where: [...service, ...parseSelector(options.where ?? '')],
    ...parseTimeRange(options.since, options.until),
  };
}
