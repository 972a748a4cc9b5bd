import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Who owns which files of a repository, by its CODEOWNERS file. */
export interface CodeOwners {
  /** As written there (`@org/team`, an e-mail address); empty where nobody owns the file. Paths are from the top, with `/`. */
  toOwners(file: string): readonly string[];
}

/** Where GitHub looks, in this order; the first one counts. GitLab's folder comes last. */
const places = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'];

/** Reads the CODEOWNERS file of a repository; nobody owns anything where there is none. */
export async function readCodeOwners(repository: string): Promise<CodeOwners> {
  for (const place of places) {
    const text = await readFile(join(repository, place), 'utf8').catch(() => undefined);
    if (text !== undefined) return parseCodeOwners(text);
  }
  return { toOwners: () => [] };
}

/** The last line whose pattern fits counts, also where it names nobody (GitHub, "About code owners"). */
export function parseCodeOwners(text: string): CodeOwners {
  const rules = text.split('\n').flatMap((line) => {
    const [pattern = '', ...rest] = line.trim().split(/(?<!\\)\s+/);
    const comment = rest.findIndex((word) => word.startsWith('#'));
    const owners = comment === -1 ? rest : rest.slice(0, comment);
    // Sections are GitLab's; `!` and `[ ]` mean nothing in such a file.
    return pattern === '' || /^[#![^]/.test(pattern) ? [] : [{ pattern: toPattern(pattern), owners }];
  });
  return { toOwners: (file) => rules.findLast(({ pattern }) => pattern.test(file))?.owners ?? [] };
}

/** A pattern as `.gitignore` has it, but of `folder/*` the folder's own files only. */
function toPattern(given: string): RegExp {
  const path = given.replaceAll(/\\([ #])/g, '$1');
  const isFolder = path.endsWith('/');
  const body = path.replace(/^\//, '').replace(/\/$/, '');
  const isAnchored = path.startsWith('/') || body.includes('/');
  const words = body.split('/').map((word) => (word === '**' ? word : toWord(word)));
  let source = '';
  for (const [index, word] of words.entries()) {
    const isLast = index === words.length - 1;
    if (word === '**') source += isLast ? '.+' : '(?:[^/]+/)*';
    else source += isLast ? word : `${word}/`;
  }
  const isStarred = body.endsWith('/*');
  const end = isFolder ? '/.+' : isStarred || body.endsWith('**') ? '' : '(?:/.+)?';
  return new RegExp(`^${isAnchored ? '' : '(?:[^/]+/)*'}${source}${end}$`);
}

function toWord(word: string): string {
  return word
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
}
