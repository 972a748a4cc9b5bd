import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import type { Sampler } from '@opentelemetry/sdk-trace';
import { sayLine } from './line.ts';
import type { SamplerName } from './options.ts';

const samplers: Readonly<Record<SamplerName, () => Sampler>> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: () => new TraceIdRatioBasedSampler(ratio()),
  parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: () => new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio()) }),
};

/** The sampler of an option; `undefined` leaves the choice to `OTEL_TRACES_SAMPLER`. */
export function toSampler(option: Sampler | SamplerName | undefined): Sampler | undefined {
  if (typeof option !== 'string') return option;
  const create = Object.hasOwn(samplers, option) ? samplers[option] : undefined;
  if (create === undefined)
    sayLine(`sampler "${option}" is not known; OTEL_TRACES_SAMPLER holds. Known: ${Object.keys(samplers).join(', ')}.`);
  return create?.();
}

function ratio(): number {
  const text = process.env['OTEL_TRACES_SAMPLER_ARG']?.trim();
  const value = text === undefined || text === '' ? 1 : Number(text);
  if (value >= 0 && value <= 1) return value;
  sayLine(`OTEL_TRACES_SAMPLER_ARG=${text} is not a ratio from 0 to 1; everything is sampled.`);
  return 1;
}
