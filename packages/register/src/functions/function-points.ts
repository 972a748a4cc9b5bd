import { functionAttributes, functionMetrics } from '@seatrial/model';
import { durationScale } from '@seatrial/probes';
import type { CellReading, DurationCounts, Example, FunctionReading } from '@seatrial/probes';
import { toKeyValues } from './otlp.ts';
import type { DurationPoint, Exemplar, KeyValue, Metric, NumberPoint } from './otlp.ts';
import type { ToldBefore } from './told-before.ts';

/** What the points of one report have in common. */
export interface ReportFrame {
  readonly timeMs: number;
  /** Attributes of the release. */
  readonly release: Readonly<Record<string, string>>;
  readonly told: ToldBefore;
}

/** The metrics of these functions, each with a point for all that is known of it, of value 0 where nothing happened. */
export function toFunctionMetrics(functions: readonly FunctionReading[], frame: ReportFrame): readonly Metric[] {
  const points = new FunctionPoints(frame);
  for (const reading of functions) points.add(reading);
  return points.metrics();
}

type Times = Pick<NumberPoint, 'startTimeUnixNano' | 'timeUnixNano'>;

class FunctionPoints {
  readonly #frame: ReportFrame;
  readonly #release: readonly KeyValue[];
  readonly #calls: NumberPoint[] = [];
  readonly #errors: NumberPoint[] = [];
  readonly #durations: DurationPoint[] = [];
  readonly #loaded: NumberPoint[] = [];
  readonly #strides: NumberPoint[] = [];
  readonly #unverifiable: NumberPoint[] = [];

  constructor(frame: ReportFrame) {
    this.#frame = frame;
    this.#release = toKeyValues(frame.release);
  }

  add(given: FunctionReading): void {
    const { timeMs, told } = this.#frame;
    const { reading, startMs } = told.tell(given, timeMs);
    const { planned, unverifiable, loaded, stride } = reading;
    const attributes = toKeyValues({
      [functionAttributes.name]: planned.name,
      [functionAttributes.file]: planned.file,
      [functionAttributes.id]: planned.id,
      [functionAttributes.changed]: planned.changed,
    }).concat(this.#release);
    const times = { startTimeUnixNano: toNano(startMs), timeUnixNano: toNano(timeMs) };
    const base = { attributes, ...times };
    if (unverifiable !== undefined) {
      const reason = toKeyValues({ [functionAttributes.reason]: unverifiable });
      this.#unverifiable.push({ ...base, attributes: [...attributes, ...reason], asInt: 1 });
      return;
    }
    this.#loaded.push({ ...base, asInt: loaded ? 1 : 0 });
    for (const cell of reading.cells) this.#addCell(cell, attributes, times);
    if (planned.probe === 'count') return;
    this.#strides.push({ ...base, asInt: stride });
    this.#errors.push({ ...base, asInt: 0 });
  }

  metrics(): readonly Metric[] {
    const { temporality } = this.#frame.told;
    const toSum = (name: string, unit: string, dataPoints: readonly NumberPoint[]): Metric => ({
      name,
      unit,
      sum: { dataPoints, aggregationTemporality: temporality, isMonotonic: true },
    });
    const toGauge = (name: string, unit: string, dataPoints: readonly NumberPoint[]): Metric => ({
      name,
      unit,
      gauge: { dataPoints },
    });
    const durations: Metric = {
      name: functionMetrics.duration,
      unit: 's',
      exponentialHistogram: { dataPoints: this.#durations, aggregationTemporality: temporality },
    };
    return [
      ...(this.#calls.length > 0 ? [toSum(functionMetrics.calls, '{call}', this.#calls)] : []),
      ...(this.#errors.length > 0 ? [toSum(functionMetrics.errors, '{error}', this.#errors)] : []),
      ...(this.#durations.length > 0 ? [durations] : []),
      ...(this.#loaded.length > 0 ? [toGauge(functionMetrics.loaded, '1', this.#loaded)] : []),
      ...(this.#strides.length > 0 ? [toGauge(functionMetrics.stride, '{call}', this.#strides)] : []),
      ...(this.#unverifiable.length > 0 ? [toGauge(functionMetrics.unverifiable, '1', this.#unverifiable)] : []),
    ];
  }

  #addCell(cell: CellReading, function_: readonly KeyValue[], times: Times): void {
    const cohort = toKeyValues(cell.cohort ?? { [functionAttributes.overflow]: true });
    const base = { attributes: [...function_, ...cohort], ...times };
    this.#calls.push({ ...base, asInt: cell.calls, ...toExemplars(cell.example, 1) });
    if (cell.durations !== undefined)
      this.#durations.push({ ...base, ...toBuckets(cell.durations), ...toExemplars(cell.example) });
    for (const { type, origin, count, example } of cell.errors) {
      const kind = toKeyValues({ [functionAttributes.errorType]: type, [functionAttributes.errorOrigin]: origin });
      this.#errors.push({ ...base, attributes: [...base.attributes, ...kind], asInt: count, ...toExemplars(example) });
    }
  }
}

type Buckets = Omit<DurationPoint, 'attributes' | 'exemplars' | keyof Times>;

function toBuckets({ count, sum, min, max, zeroCount, offset, counts }: DurationCounts): Buckets {
  return {
    count,
    sum,
    scale: durationScale,
    zeroCount,
    positive: { offset, bucketCounts: counts },
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
  };
}

function toExemplars(
  example: Example | undefined,
  value: number | undefined = example?.value,
): { readonly exemplars?: readonly Exemplar[] } {
  if (example === undefined || value === undefined) return {};
  const { timeMs, traceId, spanId } = example;
  return { exemplars: [{ timeUnixNano: toNano(timeMs), asDouble: value, traceId, spanId }] };
}

function toNano(ms: number): string {
  return `${Math.round(ms)}000000`;
}
