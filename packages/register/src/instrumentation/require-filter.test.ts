import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { filterRequires } from './require-filter.ts';

// What @opentelemetry/instrumentation hooks requires with, as it does.
const upstream = createRequire(createRequire(import.meta.url).resolve('@opentelemetry/instrumentation'));
const { Hook } = upstream('require-in-the-middle') as {
  readonly Hook: new (
    names: null,
    options: object,
    found: (exports: unknown, name: string) => unknown,
  ) => { unhook(): void };
};

const plain = Module.prototype.require;
const folders: string[] = [];

afterEach(() => {
  Module.prototype.require = plain;
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Writes an application, requires its main.cjs under a filter for `names`, and tells what was found, and what it exports. */
function run(names: readonly string[], files: Readonly<Record<string, string>>): { found: string[]; exports: unknown } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'seatrial-require-')));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const found: string[] = [];
  filterRequires(
    new Set(names),
    () =>
      new Hook(null, { internals: true }, (exports, name) => {
        found.push(name);
        return typeof exports === 'string' ? `${exports}, patched` : exports;
      }),
  );
  const exports = createRequire(join(folder, 'start.cjs'))('./main.cjs') as unknown;
  return { found, exports };
}

const packages = {
  'node_modules/db/index.js': `module.exports = require('./lib/client')`,
  'node_modules/db/lib/client.js': `module.exports = 'client'`,
  'node_modules/other/index.js': `module.exports = require('./lib/inner')`,
  'node_modules/other/lib/inner.js': `module.exports = 'inner'`,
};

describe('filterRequires', () => {
  it('lets packages be patched by their main file and by files inside of them, and leaves others alone', () => {
    const { found, exports } = run(['db'], {
      ...packages,
      'main.cjs': `module.exports = [require('db'), require('other')]`,
    });
    expect(found).toEqual([join('db', 'lib/client.js'), 'db']);
    expect(exports).toEqual(['client, patched, patched', 'inner']);
  });

  it('finds them by a path into a package, by a path of the file system and by an alias of package.json', () => {
    const mains = {
      path: `module.exports = require('db/lib/client')`,
      file: `module.exports = require('./node_modules/db/lib/client.js')`,
      absolute: `module.exports = require(require('path').join(__dirname, 'node_modules/db/lib/client.js'))`,
      alias: `module.exports = require('#db')`,
    };
    for (const main of Object.values(mains)) {
      const files = { ...packages, 'package.json': '{"imports":{"#db":"db/lib/client.js"}}', 'main.cjs': main };
      expect(run(['db'], files).exports).toBe('client, patched');
      Module.prototype.require = plain;
    }
  });

  it('lets built-in modules be patched, with and without their scheme, and only those that are named', () => {
    const main = `require('node:http'); require('dns/promises'); require('path')`;
    expect(run(['http', 'dns'], { 'main.cjs': main }).found).toEqual(['http', 'dns/promises']);
  });

  it('leaves errors as they are', () => {
    const main = (id: string): Readonly<Record<string, string>> => ({ 'main.cjs': `require(${id})` });
    expect(() => run(['db'], main(`'db'`))).toThrow(/Cannot find module 'db'/);
    expect(() => run(['db'], main(`'./nothing'`))).toThrow(/Cannot find module '.\/nothing'/);
    expect(() => run(['db'], main('7'))).toThrow(TypeError);
  });

  it('changes nothing where nothing was put in front of require', () => {
    expect(filterRequires(new Set(), () => 'made')).toBe('made');
    expect(Module.prototype.require).toBe(plain);
  });
});
