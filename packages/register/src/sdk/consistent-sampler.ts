import type { Attributes, Context, Link, SpanKind } from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import { load } from '../load.ts';

/** Thresholds and randomness have 56 bits (OpenTelemetry, "TraceState: Probability Sampling"). */
const digits = 14;
const all = 2n ** 56n;

/**
 * Keeps a share of traces, the same ones in every service that samples consistently, and says in the trace state
 * (`ot=th:…`) how large the share is, so that counts can be restored.
 * Source: OpenTelemetry specification, "TraceState: Probability Sampling" (consistent probability sampling, OTEP 235).
 */
export class ConsistentSampler implements Sampler {
  readonly #ratio: number;
  /** Empty where nothing is kept: a share below 2^-52 rounds to none. */
  readonly #threshold: string;

  /** @param ratio the share of traces to keep, from 0 to 1. */
  constructor(ratio: number) {
    this.#ratio = ratio;
    const rejected = all - BigInt(Math.round(ratio * 2 ** 52)) * 16n;
    this.#threshold = rejected === all ? '' : rejected.toString(16).padStart(digits, '0');
  }

  shouldSample(
    context: Context,
    traceId: string,
    _name?: string,
    _kind?: SpanKind,
    _attributes?: Attributes,
    _links?: Link[],
  ): SamplingResult {
    const { createTraceState, trace } = load('@opentelemetry/api');
    const state = trace.getSpanContext(context)?.traceState;
    const others = (state?.get('ot') ?? '').split(';').filter((member) => member !== '' && !member.startsWith('th:'));
    const given = others.find((member) => member.startsWith('rv:'))?.slice(3);
    const randomness = given?.length === digits ? given : traceId.slice(-digits);
    if (this.#threshold === '' || randomness < this.#threshold) return { decision: 0 };
    const threshold = this.#threshold.replace(/0+$/, '') || '0';
    return {
      decision: 2,
      traceState: (state ?? createTraceState()).set('ot', [`th:${threshold}`, ...others].join(';')),
    };
  }

  toString(): string {
    return `ConsistentSampler{${this.#ratio}}`;
  }
}
