import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

// Writes dist/bundle: this package and the words it shares with others in two files, of which the second is loaded by who
// makes a plan. To find, read and compile sixty small files takes longer than to compare two commits.

const folder = join(import.meta.dirname, 'dist/bundle');

rmSync(folder, { recursive: true, force: true });
const build = await rolldown({
  input: { index: join(import.meta.dirname, 'dist/index.js') },
  platform: 'node',
  external: (id) => /^[^./]/.test(id) && !id.startsWith('@seatrial/'),
});
await build.write({ dir: folder, format: 'esm', chunkFileNames: '[name].js', comments: false });
