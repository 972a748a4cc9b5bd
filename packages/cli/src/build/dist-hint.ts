import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders that hold built output in most projects. */
const usual = /^(?:\.\/)?((?:dist|build|out|lib|\.output)\/.*\.[cm]?js)$/;

/**
 * The folder of what a package runs, where that seems to be built output with a source map; `undefined` where the sources
 * themselves run, as far as package.json tells.
 */
export function detectDist(home: string): string | undefined {
  const manifest = readJson(join(home, 'package.json'));
  const { main, module, bin, exports, scripts } = manifest;
  const start: unknown = toFields(scripts)['start'];
  const words = typeof start === 'string' ? start.split(/\s+/) : [];
  const texts = [main, module, bin, exports].flatMap((value) => toTexts(value));
  for (const word of [...words, ...texts]) {
    const path = usual.exec(word)?.[1];
    const text = path === undefined ? undefined : readText(join(home, path));
    if (path !== undefined && text?.includes('//# sourceMappingURL=') === true) return path.split('/')[0];
  }
  return undefined;
}

function toTexts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Object.values(toFields(value)).flatMap(toTexts);
}

function toFields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function readJson(path: string): Readonly<Record<string, unknown>> {
  try {
    return toFields(JSON.parse(readText(path) ?? '{}'));
  } catch {
    return {};
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
