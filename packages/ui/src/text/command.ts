import type { Objectives } from '@seatrial/trial';
import type { Comparison } from '../url/comparison.ts';

/** A command line whose words any shell takes; undefined options are left out. */
export function toCommand(
  words: readonly string[],
  options: Readonly<Record<string, string | undefined>> = {},
): string {
  const given = Object.entries(options).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`--${name}`, value],
  );
  return [...words, ...given].map(toWord).join(' ');
}

/** The verdict of a release page, in a terminal. */
export function toVerifyCommand(comparison: Comparison): string {
  const { from, to, complete, batchSeconds, objectives, ...rest } = comparison;
  return toCommand(['npx', 'seatrial', 'verify', ...(complete === 'true' ? ['--complete'] : [])], {
    ...rest,
    since: toIso(from),
    until: toIso(to),
    batch: batchSeconds === undefined ? undefined : `${batchSeconds}s`,
    ...toObjectiveOptions(objectives),
  });
}

/** Those objectives that the command has options for; the others come from its configuration. */
function toObjectiveOptions(json: string | undefined): Readonly<Record<string, string | undefined>> {
  const { warmUpMs, errors, latency } = parseObjectives(json);
  const toText = (value: unknown, unit: string = ''): string | undefined =>
    typeof value === 'number' ? `${value}${unit}` : undefined;
  return {
    'warm-up': toText(typeof warmUpMs === 'number' ? warmUpMs / 1000 : undefined, 's'),
    'error-ceiling': toText(errors?.ceiling),
    'latency-factor': toText(latency?.factor),
  };
}

function parseObjectives(json: string | undefined): PartialObjectives {
  try {
    return (JSON.parse(json ?? '{}') ?? {}) as PartialObjectives;
  } catch {
    return {};
  }
}

interface PartialObjectives {
  readonly warmUpMs?: number;
  readonly errors?: Partial<Objectives['errors']>;
  readonly latency?: Partial<Objectives['latency']>;
}

/** Milliseconds are not what a command takes. */
export function toIso(time: string | undefined): string | undefined {
  return time !== undefined && /^\d+$/.test(time) ? new Date(Number(time)).toISOString() : time;
}

function toWord(text: string): string {
  return /^[\w.,:/=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
