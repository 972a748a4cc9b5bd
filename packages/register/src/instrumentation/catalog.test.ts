import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import { beforeEach, describe, expect, it } from 'vitest';
import { catalog, toPackageName } from './catalog.ts';
import { chooseInstrumentations } from './chosen.ts';
import type { InstrumentationSettings } from './chosen.ts';

const quiet = catalog.filter((entry) => entry.quiet === true);
const upstreamOn = { enabled: true };

/** Upstream's own list; `given` is its configuration. */
function upstream(given: Readonly<Record<string, { readonly enabled: boolean }>> = {}): readonly string[] {
  return getNodeAutoInstrumentations(given).map((instrumentation) => instrumentation.instrumentationName);
}

beforeEach(() => {
  delete process.env['OTEL_NODE_ENABLED_INSTRUMENTATIONS'];
  delete process.env['OTEL_NODE_DISABLED_INSTRUMENTATIONS'];
});

describe('the catalog', () => {
  it('has what auto-instrumentations-node has, with the classes and the modules that these declare', () => {
    const all = Object.fromEntries(quiet.map((entry) => [toPackageName(entry.name), upstreamOn]));
    const declared = getNodeAutoInstrumentations(all).map((instrumentation) => ({
      name: instrumentation.instrumentationName,
      className: instrumentation.constructor.name,
      modules: [
        ...new Set(
          (instrumentation as { getModuleDefinitions?(): readonly { readonly name: string }[] })
            .getModuleDefinitions?.()
            .map((definition) => definition.name) ?? [],
        ),
      ].toSorted(),
    }));
    const ours = catalog.map(({ name, className, modules }) => ({
      name: toPackageName(name),
      className,
      modules: modules.toSorted(),
    }));
    expect(ours).toEqual(declared);
  });
});

describe('chooseInstrumentations', () => {
  const toNames = (settings: InstrumentationSettings): readonly string[] =>
    chooseInstrumentations(settings)
      .filter(({ on }) => on)
      .map(({ entry }) => toPackageName(entry.name));

  it('leaves on what upstream leaves on, but for dns and net', () => {
    const names = toNames({});
    expect(names).toEqual(upstream().filter((name) => !/-(dns|net)$/.test(name)));
  });

  it.each([
    { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http, dns,fs' },
    { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http,express' },
    { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,express', OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'express' },
  ])('takes %o as upstream does', (env) => {
    Object.assign(process.env, env);
    const ours = (given: Readonly<Record<string, { readonly enabled: boolean }>>): readonly string[] => toNames(given);
    const settings = { [toPackageName('pg')]: { enabled: true }, [toPackageName('undici')]: { enabled: false } };
    const noisy = (name: string): boolean =>
      env.OTEL_NODE_ENABLED_INSTRUMENTATIONS !== undefined || !/-(dns|net)$/.test(name);
    expect(ours({})).toEqual(upstream().filter(noisy));
    expect(ours(settings)).toEqual(upstream(settings).filter(noisy));
  });
});
