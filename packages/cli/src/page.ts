import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the built page, by its path in the package @seatrial/ui; `undefined` in a checkout that is not built. */
export function findPage(): string | undefined {
  const folder = join(fileURLToPath(import.meta.resolve('@seatrial/ui/package.json')), '../dist');
  return existsSync(join(folder, 'index.html')) ? folder : undefined;
}
