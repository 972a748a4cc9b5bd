import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import type { InstrumentationConfigMap } from '@opentelemetry/auto-instrumentations-node';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { RegisterOptions } from './options.ts';

/**
 * Off unless asked for: a look-up or connection outside of a request is a span without a parent, which every store has
 * to take for a request, and inside of one it says little beside the client span.
 */
const quiet: InstrumentationConfigMap = {
  '@opentelemetry/instrumentation-dns': { enabled: false },
  '@opentelemetry/instrumentation-net': { enabled: false },
};

/** The instrumentations of an option; `'auto'` stands for all of auto-instrumentations-node. */
export function createInstrumentations(options: RegisterOptions): Instrumentation[] {
  const chosen = process.env['OTEL_NODE_ENABLED_INSTRUMENTATIONS']?.trim() ? {} : quiet;
  return (options.instrumentations ?? ['auto']).flatMap((entry) =>
    entry === 'auto' ? getNodeAutoInstrumentations({ ...chosen, ...options.instrumentationConfig }) : [entry],
  );
}

interface ModuleDefinitions {
  getModuleDefinitions?(): readonly { readonly name: string }[];
}

/** The modules that these instrumentations patch: `express`, `http`, … */
export function toPatchedModules(instrumentations: readonly Instrumentation[]): ReadonlySet<string> {
  return new Set(
    instrumentations.flatMap((instrumentation) =>
      ((instrumentation as ModuleDefinitions).getModuleDefinitions?.() ?? []).map((definition) => definition.name),
    ),
  );
}
