import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const file = join(import.meta.dirname, 'load-api.ts');
const api = createRequire(import.meta.url).resolve('@opentelemetry/api');

/** Which files of the API a fresh process has loaded, and whether the application gets the same copy. */
function run(loading: string): unknown {
  const script = `
    import { createRequire } from 'node:module';
    const require = createRequire(${JSON.stringify(api)});
    const loaded = ${loading};
    const files = Object.keys(require.cache).filter((path) => path.includes('@opentelemetry/api')).sort();
    console.log(JSON.stringify({ files, names: Object.keys(loaded), same: loaded === require(${JSON.stringify(api)}) }));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }));
}

test('the API is loaded whole, once, and where the application finds it', () => {
  const ours = run(`(await import(${JSON.stringify(file)})).loadApi()`);
  expect(ours).toEqual(run('require("@opentelemetry/api")'));
  expect(ours).toMatchObject({ same: true });
});
