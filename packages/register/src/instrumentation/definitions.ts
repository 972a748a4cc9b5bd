import type { Instrumentation } from '@opentelemetry/instrumentation';

/** The part of upstream's module definitions that patches, and remembers what it has patched. */
export interface PatchDefinition {
  readonly name: string;
  readonly supportedVersions: readonly string[];
  readonly moduleVersion?: string;
  moduleExports?: unknown;
  patch?: Patch;
  readonly files?: readonly PatchFile[];
}

interface PatchFile {
  moduleExports?: unknown;
  patch?: Patch;
}

type Patch = (exports: unknown, version?: string) => unknown;

interface Inner {
  /** Its public twin, getModuleDefinitions(), makes new ones, which have patched nothing. */
  readonly _modules?: readonly PatchDefinition[];
  /** The redis instrumentation is two in one. */
  readonly instrumentationV2_V3?: Inner;
  readonly instrumentationV4_V5?: Inner;
}

/** What an instrumentation patches, as it keeps it for itself. */
export function toDefinitions(instrumentation: Instrumentation | undefined): readonly PatchDefinition[] {
  const collect = (inner: Inner | undefined): readonly PatchDefinition[] =>
    inner === undefined
      ? []
      : [...(inner._modules ?? []), ...collect(inner.instrumentationV2_V3), ...collect(inner.instrumentationV4_V5)];
  return collect(instrumentation as unknown as Inner | undefined);
}

/**
 * A patch that throws would make the application's own `require` or `import` fail: the package is left as it is instead.
 */
export function guardPatches(
  instrumentation: Instrumentation,
  onError: (module: string, error: unknown) => void,
): void {
  for (const definition of toDefinitions(instrumentation)) {
    for (const part of [definition, ...(definition.files ?? [])]) {
      const { patch } = part;
      if (typeof patch !== 'function') continue;
      part.patch = function guardedPatch(exports, version) {
        try {
          return patch.call(part, exports, version);
        } catch (error) {
          part.moduleExports = undefined;
          onError(definition.name, error);
          return exports;
        }
      };
    }
  }
}
