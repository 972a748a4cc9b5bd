import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { changesFileName } from '@seatrial/model';

/**
 * In words, where a file that names people would be published with the package of a folder; `undefined` where it would
 * not, or there is no package that can be published.
 */
export function detectShipping(folder: string, path: string): string | undefined {
  const manifest = readJson(join(folder, 'package.json'));
  const place = relative(folder, path).split(sep).join('/');
  if (manifest === undefined || manifest['private'] === true || place.startsWith('..')) return undefined;
  const files = manifest['files'];
  const shipped = Array.isArray(files) ? isListed(place, files) : !isIgnored(folder, place);
  if (!shipped) return undefined;
  const advice = Array.isArray(files)
    ? `add "!**/${changesFileName}" to "files"`
    : `add ${changesFileName} to .npmignore`;
  return `${place} names authors and would be published with the package: ${advice}.`;
}

function isListed(place: string, files: readonly unknown[]): boolean {
  const patterns = files.filter((each) => typeof each === 'string').map((each) => each.replace(/^\.?\//, ''));
  if (patterns.some((each) => each.startsWith('!') && each.endsWith(changesFileName))) return false;
  return patterns.some((each) => {
    const folder = each.replace(/\/?\**$/, '');
    return each === place || folder === '' || folder === '.' || place.startsWith(`${folder}/`);
  });
}

function isIgnored(folder: string, place: string): boolean {
  const lines = ['.npmignore', '.gitignore']
    .map((name) => readText(join(folder, name)))
    .find((text) => text !== undefined);
  const top = place.split('/')[0] ?? place;
  const names = new Set([
    place,
    `/${place}`,
    changesFileName,
    `**/${changesFileName}`,
    top,
    `${top}/`,
    `/${top}`,
    `/${top}/`,
  ]);
  return (lines ?? '').split('\n').some((line) => names.has(line.trim()));
}

function readJson(path: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(readText(path) ?? '');
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
