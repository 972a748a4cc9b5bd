import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFiles } from './generated-files.ts';

for (const [path, create] of generatedFiles) {
  writeFileSync(join(import.meta.dirname, '../..', path), await create());
  console.log(path);
}
