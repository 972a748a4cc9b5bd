import type { TracedDecorator } from '@seatrial/traced';
import type { Form } from '../../traced/suite/subject.ts';

/** Something that traces functions, in the form in which it does. */
export interface Peer {
  readonly name: string;
  readonly form: Form;
  /** Rejects where the package is not installed. */
  load(): Promise<TracedDecorator>;
}

type Wrap = (fn: never) => unknown;
type LegacyDecorator = (target: object, key: string | symbol, descriptor: PropertyDescriptor) => unknown;
type Module = Readonly<Record<string, unknown>>;

function wrapping(name: string, specifier: string, create: (module: Module) => Wrap): Peer {
  return { name, form: 'function', load: async () => create((await import(specifier)) as Module) as never };
}

function decorating(name: string, specifier: string, create: (module: Module, key: string) => LegacyDecorator): Peer {
  return {
    name,
    form: 'legacy',
    load: async () => {
      const module = (await import(specifier)) as Module;
      return spare((target, key, descriptor) => create(module, String(key))(target, key, descriptor)) as never;
    },
  };
}

/**
 * Decorators that fail while a class is defined, as on a symbol, would take every case down with that one: they leave the
 * member alone instead, and lose the cases that it is in. Accessors, which no case of the table has, are not given to them.
 */
function spare(decorate: LegacyDecorator): LegacyDecorator {
  return (target, key, descriptor) => {
    if (descriptor.value === undefined) return descriptor;
    try {
      return decorate(target, key, descriptor);
    } catch {
      return descriptor;
    }
  };
}

/** The peers, each as its own documentation applies it. */
export const peers: readonly Peer[] = [
  decorating('nestjs-otel @Span', 'nestjs-otel', ({ Span }) => (Span as () => LegacyDecorator)()),
  decorating('fullstackhouse @Traced', '@fullstackhouse/opentelemetry-js-decorator', ({ Traced }) =>
    (Traced as () => LegacyDecorator)(),
  ),
  wrapping(
    'logfire instrument',
    'logfire',
    ({ instrument }) =>
      (fn) =>
        (instrument as Wrap)(fn),
  ),
  wrapping(
    'autotel trace(fn)',
    'autotel',
    ({ trace }) =>
      (fn) =>
        (trace as Wrap)(fn),
  ),
  decorating('Adonis @span', '@adonisjs/otel/decorators', ({ span }) => (span as () => LegacyDecorator)()),
  wrapping(
    'langfuse observe',
    '@langfuse/tracing',
    ({ observe }) =>
      (fn) =>
        (observe as Wrap)(fn),
  ),
  decorating('traceloop @task', '@traceloop/node-server-sdk', ({ task }, name) =>
    (task as (options: object) => LegacyDecorator)({ name }),
  ),
  {
    name: 'autotel @Trace',
    form: 'standard',
    load: async () => ((await import(['autotel', 'decorators'].join('/'))) as { Trace(): never }).Trace(),
  },
];
