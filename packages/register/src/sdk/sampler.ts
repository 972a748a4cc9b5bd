import type { Sampler } from '@opentelemetry/sdk-trace';
import { load } from '../load.ts';
import { sayLine } from '../line.ts';
import type { RegisterOptions, SamplerName } from '../options.ts';
import { ConsistentSampler } from './consistent-sampler.ts';

type Trace = ReturnType<typeof load<'@opentelemetry/sdk-trace'>>;

const samplers: Readonly<Record<SamplerName, (trace: Trace) => Sampler>> = {
  always_on: (trace) => new trace.AlwaysOnSampler(),
  always_off: (trace) => new trace.AlwaysOffSampler(),
  traceidratio: () => new ConsistentSampler(ratio()),
  parentbased_always_on: (trace) => new trace.ParentBasedSampler({ root: new trace.AlwaysOnSampler() }),
  parentbased_always_off: (trace) => new trace.ParentBasedSampler({ root: new trace.AlwaysOffSampler() }),
  parentbased_traceidratio: (trace) => new trace.ParentBasedSampler({ root: new ConsistentSampler(ratio()) }),
};

/** The sampler of `sampling`: a share of the traces that begin here; what comes with a decision keeps it. */
export function toShareSampler(sampling: RegisterOptions['sampling']): Sampler | undefined {
  if (sampling === undefined) return undefined;
  const trace = load('@opentelemetry/sdk-trace');
  if (sampling === 'all') return new trace.ParentBasedSampler({ root: new trace.AlwaysOnSampler() });
  if (typeof sampling === 'number' && sampling >= 0 && sampling <= 1)
    return new trace.ParentBasedSampler({ root: new ConsistentSampler(sampling) });
  sayLine(
    'bad-option',
    `sampling is ${JSON.stringify(sampling)}, neither "all" nor a share from 0 to 1; it is left out.`,
  );
  return undefined;
}

/** The sampler of an option, else of `OTEL_TRACES_SAMPLER`; `undefined` leaves OpenTelemetry's default: all, by the parent. */
export function toSampler(option: Sampler | SamplerName | undefined): Sampler | undefined {
  const given = option ?? process.env['OTEL_TRACES_SAMPLER']?.trim();
  if (given === undefined || typeof given !== 'string') return given;
  if (given === '') return undefined;
  const create = Object.hasOwn(samplers, given) ? samplers[given as SamplerName] : undefined;
  if (create !== undefined) return create(load('@opentelemetry/sdk-trace'));
  const known = Object.keys(samplers).join(', ');
  if (option === undefined)
    sayLine('bad-setting', `OTEL_TRACES_SAMPLER=${given} is not known; everything is sampled. Known: ${known}.`);
  else sayLine('bad-option', `sampler "${given}" is not known; OTEL_TRACES_SAMPLER holds. Known: ${known}.`);
  return option === undefined ? undefined : toSampler(undefined);
}

function ratio(): number {
  const text = process.env['OTEL_TRACES_SAMPLER_ARG']?.trim();
  const value = text === undefined || text === '' ? 1 : Number(text);
  if (value >= 0 && value <= 1) return value;
  sayLine('bad-setting', `OTEL_TRACES_SAMPLER_ARG=${text} is not a ratio from 0 to 1; everything is sampled.`);
  return 1;
}
