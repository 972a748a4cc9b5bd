import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createAttributesPage } from './docs/attributes-page.ts';

it('docs/attributes.md is what the table in the code says; "npm run docs" writes it anew', () => {
  const page = readFileSync(join(import.meta.dirname, '../docs/attributes.md'), 'utf8');
  expect(page).toBe(createAttributesPage());
});
