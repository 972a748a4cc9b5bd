import type { Attributes, Counter } from '@opentelemetry/api';
import { api } from './api.ts';
import type { Mark } from './mark.ts';

/** Distinct evaluations that are counted apart, as many as OpenTelemetry's SDK keeps apart by default. */
const most = 2000;

/** Evaluations of one key, variant and reason. */
export interface Tally {
  readonly attributes: Attributes;
  /** Those that the counter has not been told of yet. */
  pending: number;
}

/**
 * Counts evaluations in `feature_flag.evaluations`, sampled or not. The SDK's counter makes a text of the attributes at
 * each call, which costs more than all else that an evaluation does: it is told when it is collected.
 */
export class EvaluationCounter {
  readonly #tallies = new Map<string, Tally>();
  #counter: Counter | undefined;
  #overflow: Tally | undefined;

  count(mark: Mark): Tally {
    const tally = (mark.tally ??= this.#find(mark));
    tally.pending += 1;
    return tally;
  }

  #find({ name, value, reason }: Mark): Tally {
    const lower = reason?.toLowerCase();
    const id = `${name}\n${value}\n${lower ?? ''}`;
    const known = this.#tallies.get(id);
    if (known !== undefined) return known;
    if (this.#tallies.size >= most) return (this.#overflow ??= this.#start({ 'otel.metric.overflow': true }));
    const tally = this.#start({
      'feature_flag.key': name,
      'feature_flag.result.variant': value,
      ...(lower !== undefined && { 'feature_flag.result.reason': lower }),
    });
    this.#tallies.set(id, tally);
    return tally;
  }

  #start(attributes: Attributes): Tally {
    // The point begins at its first evaluation, not when that is first collected.
    (this.#counter ??= this.#createCounter()).add(0, attributes);
    return { attributes, pending: 0 };
  }

  /** The meter is taken at the first evaluation: meters are not handed on by a later SDK. */
  #createCounter(): Counter {
    const meter = api.metrics.getMeter('@seatrial/flags');
    const counter = meter.createCounter('feature_flag.evaluations', {
      unit: '{evaluation}',
      description: 'Evaluations of feature flags.',
    });
    // It observes nothing and so is not exported: its callback is how one hears that metrics are collected now.
    meter.createObservableCounter('seatrial.flags.collected').addCallback(() => this.#tell(counter));
    return counter;
  }

  #tell(counter: Counter): void {
    for (const tally of this.#tallies.values()) tell(counter, tally);
    if (this.#overflow !== undefined) tell(counter, this.#overflow);
  }
}

function tell(counter: Counter, tally: Tally): void {
  if (tally.pending === 0) return;
  const { pending } = tally;
  tally.pending = 0;
  counter.add(pending, tally.attributes);
}
