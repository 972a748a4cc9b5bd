// As a whole: an import by name of what an older Node.js lacks would stop the program.
import * as nodeModule from 'node:module';

const require = nodeModule.createRequire(import.meta.url);

/**
 * Requires OpenTelemetry's API, which lies in some fifty files. Node.js normalises, stats and resolves links for each, a
 * character at a time, until V8's optimising compiler comes in for that alone: 6 MiB and a third of the time, measured on
 * Node.js 24. What one of those files asks for beside itself is found by its URL. Where Node.js has no synchronous hooks
 * (before 22.15), all is as usual.
 */
export function loadApi(): unknown {
  if (!('registerHooks' in nodeModule)) return require('@opentelemetry/api');
  const hooks = nodeModule.registerHooks({
    resolve(specifier, context, next) {
      const parent = context.parentURL;
      if (!besideItself.test(specifier) || parent === undefined || !withinApi.test(parent))
        return next(specifier, context);
      return { url: new URL(specifier, parent).href, format: 'commonjs', shortCircuit: true };
    },
  });
  try {
    return require('@opentelemetry/api');
  } finally {
    hooks.deregister();
  }
}

/** With its extension, as the API writes it since 1.10: nothing is left to look for. */
const besideItself = /^\.\.?\/.*\.cjs$/;
const withinApi = /\/@opentelemetry\/api\/dist\/.*\.cjs$/;
