import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { RegisterOptions } from './options.ts';

/** The instrumentations of an option; `'auto'` stands for all of auto-instrumentations-node. */
export function createInstrumentations(options: RegisterOptions): Instrumentation[] {
  return (options.instrumentations ?? ['auto']).flatMap((entry) =>
    entry === 'auto' ? getNodeAutoInstrumentations(options.instrumentationConfig) : [entry],
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
