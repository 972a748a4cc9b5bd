import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SourceMaps } from './source-maps.ts';
import type { SourcePosition } from './source-maps.ts';
import { parseStack } from './stack-frame.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-maps-'));
  mkdirSync(join(folder, 'src'));
  writeFileSync(
    join(folder, 'src/tax.ts'),
    'export function computeTax(net: number): number {\n  // Not for negative amounts.\n  if (net < 0) throw new RangeError(`no tax on ${net}`);\n  return net * 0.2;\n}\n',
  );
  writeFileSync(
    join(folder, 'src/server.ts'),
    "import { computeTax } from './tax.ts';\nexport const run = (): number => computeTax(-1);\n",
  );
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The stack of the error that the bundle throws when it runs. */
async function throwFrom(sourcemap: 'inline' | 'linked' | 'external'): Promise<string> {
  const outfile = join(folder, 'dist/server.mjs');
  await build({
    entryPoints: [join(folder, 'src/server.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    sourcemap,
    outfile,
    absWorkingDir: folder,
    logLevel: 'silent',
  });
  const code = `import(${JSON.stringify(outfile)}).then(({ run }) => run()).catch((error) => console.log(error.stack))`;
  return execFileSync(process.execPath, ['-e', code]).toString();
}

const top = (stack: string, root: string = folder): SourcePosition | undefined => {
  const [first] = parseStack(stack);
  return first === undefined ? undefined : new SourceMaps(root).find(first);
};

it.each(['inline', 'linked', 'external'] as const)(
  'a frame of a minified bundle is where it was written: %s',
  async (kind) => {
    const stack = await throwFrom(kind);
    expect(top(stack)).toMatchObject({ file: 'src/tax.ts', line: 3 });
    // The same file under another root, as in a container.
    expect(top(stack.replaceAll(folder, '/app'))).toMatchObject({ file: 'src/tax.ts', line: 3 });
  },
);

it('no file outside of the folder is read, whatever a stack names', async () => {
  const stack = await throwFrom('linked');
  const elsewhere = join(folder, 'elsewhere');
  mkdirSync(elsewhere);
  expect(top(stack, elsewhere)).toBeUndefined();
  expect(top('Error\n    at f (../dist/server.mjs:1:1)', elsewhere)).toBeUndefined();
  writeFileSync(join(elsewhere, 'x.js'), '//# sourceMappingURL=../dist/server.mjs.map\n');
  expect(top('Error\n    at f (/app/x.js:1:20)', elsewhere)).toBeUndefined();
});

it('a broken map, a missing file and foreign frames have no other place', () => {
  writeFileSync(join(folder, 'broken.js'), '//# sourceMappingURL=data:application/json;base64,AAAA\n');
  expect(top('Error\n    at f (/app/broken.js:1:1)')).toBeUndefined();
  expect(top('Error\n    at f (/app/none.js:1:1)')).toBeUndefined();
  expect(top('Error\n    at f (node:internal/process:1:1)')).toBeUndefined();
});

it('frames are read as V8 writes them', () => {
  const stack = `TypeError: x (at all)
    at computeTax (file:///app/dist/tax.js:12:5)
    at async Promise.all (index 0)
    at new Cart (/app/dist/cart.js:1:2)
    at /app/dist/anonymous.js:3:4
    at async node:internal/modules/esm/loader:647:26
    at next (/app/node_modules/express/lib/router.js:5:6)
    at process.processTicksAndRejections (node:internal/process/task_queues:7:8)`;
  expect(parseStack(stack).map(({ name, file, line, foreign }) => [name, file, line, foreign])).toEqual([
    ['computeTax', '/app/dist/tax.js', 12, false],
    ['Cart', '/app/dist/cart.js', 1, false],
    ['', '/app/dist/anonymous.js', 3, false],
    ['', 'node:internal/modules/esm/loader', 647, true],
    ['next', '/app/node_modules/express/lib/router.js', 5, true],
    ['process.processTicksAndRejections', 'node:internal/process/task_queues', 7, true],
  ]);
});
