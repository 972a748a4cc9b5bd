import { z } from 'zod';
import { parseSelector, SeatrialError } from '@seatrial/model';
import { checkNames, explainNothing } from '@seatrial/store';
import type { SliceQuery } from '@seatrial/store';
import type { McpSource } from './source.ts';

/** What most tools take: which events, and from when. */
export const slice: {
  readonly where: z.ZodOptional<z.ZodString>;
  readonly lastMinutes: z.ZodOptional<z.ZodNumber>;
  readonly from: z.ZodOptional<z.ZodISODateTime>;
  readonly to: z.ZodOptional<z.ZodISODateTime>;
} = {
  where: z
    .string()
    .optional()
    .describe(
      'a selector: conditions joined by commas. release=1.4.2,ring=canary,flag.new-checkout=on,duration>500,http.route="/a b". ' +
        'Operators: = != < > ~ (contains) ^= (starts with), a|b for either value, a bare name for "is there". Names: service, ' +
        'release, ring, commit, environment, route, name, kind, status, error, duration (ms), flag.KEY, cohort.NAME, any attribute.',
    ),
  lastMinutes: z.number().positive().optional().describe('only events that began in the last so many minutes'),
  from: z.iso.datetime({ offset: true }).optional().describe('only events that began at or after this time, ISO 8601'),
  to: z.iso.datetime({ offset: true }).optional().describe('only events that began before this time, ISO 8601'),
};

interface SliceArguments {
  readonly where?: string | undefined;
  readonly lastMinutes?: number | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** @throws SeatrialError `SEATRIAL_BAD_SELECTOR`, `SEATRIAL_BAD_ARGUMENT`, `SEATRIAL_UNKNOWN_NAME` */
export async function toSlice(given: SliceArguments, { reader }: McpSource): Promise<SliceQuery> {
  const where = parseSelector(given.where ?? '');
  await checkNames(where, reader);
  return { where, ...toRange(given) };
}

/** @throws SeatrialError `SEATRIAL_BAD_ARGUMENT` where both a length and a beginning are given. */
export function toRange({ lastMinutes, from, to }: SliceArguments): Pick<SliceQuery, 'from' | 'to'> {
  if (lastMinutes !== undefined && from !== undefined)
    throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', 'Give lastMinutes or from, not both.');
  const start = lastMinutes === undefined ? from : Date.now() - lastMinutes * 60_000;
  return {
    ...(start !== undefined && { from: typeof start === 'number' ? start : Date.parse(start) }),
    ...(to !== undefined && { to: Date.parse(to) }),
  };
}

/** Why nothing was found, for an answer that is empty. */
export async function toNote(
  query: SliceQuery,
  found: number,
  { reader }: McpSource,
): Promise<{ readonly note?: string }> {
  if (found > 0) return {};
  const reasons = await explainNothing(query.where ?? [], reader);
  return { note: ['Nothing matches.', ...reasons].join(' ') };
}
