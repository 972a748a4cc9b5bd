import type { CellReading, DurationCounts, FunctionReading } from '@seatrial/probes';
import type { Temporality } from './otlp.ts';

/** What of a reading is told, and since when it counts. */
interface Told {
  readonly reading: FunctionReading;
  readonly startMs: number;
}

/** Turns readings, which count since the start, into what the temporality asks for. */
export interface ToldBefore {
  readonly temporality: Temporality;
  tell(reading: FunctionReading, timeMs: number): Told;
}

/**
 * As `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE` says: `delta` and `lowmemory` ask for what came since the last
 * report, everything else for all since the start.
 */
export function createToldBefore(preference: string | undefined, startMs: number): ToldBefore {
  const isDelta = ['delta', 'lowmemory'].includes(preference?.trim().toLowerCase() ?? '');
  return isDelta ? new Differences(startMs) : { temporality: 2, tell: (reading) => ({ reading, startMs }) };
}

class Differences implements ToldBefore {
  readonly temporality = 1;
  readonly #startMs: number;
  readonly #last = new Map<number, { readonly reading: FunctionReading; readonly timeMs: number }>();

  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  tell(reading: FunctionReading, timeMs: number): Told {
    const last = this.#last.get(reading.index);
    this.#last.set(reading.index, { reading, timeMs });
    const cells = reading.cells.map((cell) =>
      subtract(
        cell,
        last?.reading.cells.find(({ id }) => id === cell.id),
      ),
    );
    return { reading: { ...reading, cells: cells.filter(isTold) }, startMs: last?.timeMs ?? this.#startMs };
  }
}

/** The point of no cohort stays at 0: absence is the message. */
function isTold({ id, calls, errors, durations }: CellReading): boolean {
  return id === 0 || calls > 0 || errors.length > 0 || durations !== undefined;
}

function subtract(now: CellReading, before: CellReading | undefined): CellReading {
  if (before === undefined) return now;
  const errors = now.errors.map((entry) => {
    const earlier = before.errors.find(({ type, origin }) => type === entry.type && origin === entry.origin);
    return { ...entry, count: entry.count - (earlier?.count ?? 0) };
  });
  return {
    ...now,
    calls: now.calls - before.calls,
    errors: errors.filter(({ count }) => count > 0),
    durations: subtractDurations(now.durations, before.durations),
  };
}

/** The shortest and longest of a part are not known. */
function subtractDurations(
  now: DurationCounts | undefined,
  before: DurationCounts | undefined,
): DurationCounts | undefined {
  if (now === undefined || before === undefined) return now;
  const { min: _min, max: _max, ...rest } = now;
  const count = now.count - before.count;
  if (count === 0) return undefined;
  return {
    ...rest,
    count,
    sum: now.sum - before.sum,
    zeroCount: now.zeroCount - before.zeroCount,
    counts: now.counts.map((value, place) => value - (before.counts[now.offset + place - before.offset] ?? 0)),
  };
}
