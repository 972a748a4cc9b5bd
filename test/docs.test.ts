import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generatedFiles } from './docs/generated-files.ts';

it.each(generatedFiles)('%s is what the code says; "npm run docs" writes it anew', async (path, create) => {
  expect(readFileSync(join(import.meta.dirname, '..', path), 'utf8')).toBe(await create());
});
