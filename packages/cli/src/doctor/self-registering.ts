import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const mark = /@seatrial\/register\b/;
const relativeImport = /(?:from|import|require\()\s*\(?['"](\.{1,2}\/[^'"]+)['"]/g;

/**
 * True where a command sets up register() by itself: its words, NODE_OPTIONS, the script of package.json that it runs, or
 * the program's main file and the files beside it which that imports name @seatrial/register.
 */
export function isSelfRegistering(command: readonly string[], cwd: string, nodeOptions = ''): boolean {
  if (mark.test(`${command.join(' ')} ${nodeOptions}`)) return true;
  const script = findScript(command, cwd);
  if (script !== undefined) return isSelfRegistering(script.split(/\s+/), cwd);
  return command.some((word, index) => index > 0 && !word.startsWith('-') && namesRegister(resolve(cwd, word), true));
}

/** The text of the script that `npm start` or `npm run NAME` runs. */
function findScript([name, ...words]: readonly string[], cwd: string): string | undefined {
  if (name !== 'npm' && name !== 'pnpm' && name !== 'yarn') return undefined;
  const asked = words.find((word) => !word.startsWith('-') && word !== 'run') ?? '';
  try {
    const { scripts } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8')) as {
      readonly scripts?: Readonly<Record<string, string>>;
    };
    return scripts?.[asked];
  } catch {
    return undefined;
  }
}

function namesRegister(path: string, follow: boolean): boolean {
  const file = [path, `${path}.js`, `${path}.cjs`, `${path}.mjs`, `${path}.ts`, join(path, 'index.js')].find(
    (candidate) => existsSync(candidate) && statSync(candidate).isFile(),
  );
  if (file === undefined || statSync(file).size > 1_000_000) return false;
  const text = readFileSync(file, 'utf8');
  if (mark.test(text)) return true;
  return (
    follow &&
    [...text.matchAll(relativeImport)].some(([, name]) => namesRegister(join(dirname(file), name ?? ''), false))
  );
}
