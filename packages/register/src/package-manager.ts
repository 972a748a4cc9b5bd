import { realpathSync } from 'node:fs';

/** Scripts of npm, npx, Yarn, pnpm and Corepack, which start an application and are none themselves. */
const scripts = [
  /[\\/]npm[\\/]bin[\\/](npm|npx)(-cli)?\.js$/,
  /[\\/]corepack[\\/]dist[\\/]/,
  /[\\/]pnpm[\\/](bin|dist)[\\/]pnp[mx]\.(c|m)?js$/,
  /[\\/]yarn[\\/](bin|lib)[\\/](yarn|cli)\.js$/,
  /[\\/]\.yarn[\\/]releases[\\/]yarn-[^\\/]*\.c?js$/,
];

/** True where the main script is a package manager's. */
export function isPackageManager(script: string | undefined): boolean {
  if (script === undefined) return false;
  const path = toRealPath(script);
  return scripts.some((pattern) => pattern.test(path));
}

function toRealPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
