import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAttributesPage } from './attributes-page.ts';

const page = join(import.meta.dirname, '../../docs/attributes.md');
writeFileSync(page, createAttributesPage());
console.log('docs/attributes.md');
