import { describe, expect, it } from 'vitest';
import { isPackageManager } from './package-manager.ts';

describe('isPackageManager', () => {
  it.each([
    '/usr/lib/node_modules/npm/bin/npm-cli.js',
    '/usr/lib/node_modules/npm/bin/npx-cli.js',
    String.raw`C:\Program Files\nodejs\node_modules\npm\bin\npm-cli.js`,
    '/usr/lib/node_modules/corepack/dist/pnpm.js',
    '/home/a/.local/share/pnpm/global/5/node_modules/pnpm/bin/pnpm.cjs',
    '/usr/share/yarn/bin/yarn.js',
    '/app/.yarn/releases/yarn-4.5.0.cjs',
  ])('%s is one', (script) => {
    expect(isPackageManager(script)).toBe(true);
  });

  it.each([undefined, '/app/server.js', '/app/node_modules/verdaccio/bin/verdaccio', '/app/npm/server.js'])(
    '%s is none',
    (script) => {
      expect(isPackageManager(script)).toBe(false);
    },
  );
});
