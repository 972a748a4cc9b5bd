import type { Hunk } from '../git/patch.ts';
import { alignParts } from './aligned-parts.ts';
import { toChunks, toFirstToken } from './chunks.ts';
import { toLanguage } from './language.ts';
import type { Language } from './language.ts';
import { hasEscapes, mayHold, toSought } from './may-hold.ts';
import { toParts } from './part.ts';
import { SideReader } from './side-reader.ts';
import type { CutFile } from './side-reader.ts';
import type { SourceFunction } from './source-function.ts';

/** One version of a file. */
interface Version {
  readonly path: string;
  readonly text: string;
}

/** Functions of both versions, without most of those in statements that are the same in both. */
export interface ChangedParts {
  readonly before: readonly SourceFunction[];
  readonly after: readonly SourceFunction[];
}

/** Where names may come again in more parts, it is quicker to read all of the file. */
const mostNamesakes = 300;

/**
 * Reads of two versions of a file the statements alone that differ, with those that decide on names and exports of their
 * functions. `<module>` is equal in both where it would be if all were read; its hash is over what was read.
 * @returns `undefined` where both have to be read as a whole.
 */
export function toChangedParts(before: Version, after: Version, hunks: readonly Hunk[]): ChangedParts | undefined {
  const language = toLanguage(after.path);
  // In a renamed file every function is another one.
  if (hunks.length === 0 || language === undefined || before.path !== after.path) return undefined;
  const [oldFile, newFile] = [cut(before, language), cut(after, language)];
  if (oldFile === undefined || newFile === undefined || oldFile.isModule !== newFile.isModule) return undefined;
  const { toOld, toNew } = alignParts(oldFile.parts, newFile.parts, hunks);
  const [old, fresh] = [new SideReader(oldFile), new SideReader(newFile)];
  for (const index of oldFile.parts.keys()) if (!toNew.has(index) && !old.read(index)) return undefined;
  for (const index of newFile.parts.keys()) if (!toOld.has(index) && !fresh.read(index)) return undefined;
  const [oldTokens, newTokens] = [old.toModuleTokens(toNew), fresh.toModuleTokens(toOld)];
  if (isUnsure(oldTokens, newTokens)) return undefined;
  if (!readNamesakes(old, fresh, toOld)) return undefined;
  if (!old.readExports() || !fresh.readExports()) return undefined;
  return { before: old.toFunctions(oldTokens), after: fresh.toFunctions(newTokens) };
}

/** A name that comes again is numbered, so that whatever may hold it has to be read, in both versions. */
function readNamesakes(old: SideReader, fresh: SideReader, toOld: ReadonlyMap<number, number>): boolean {
  const names = new Set([...old.toNames(), ...fresh.toNames()]);
  const sought = [...names].map((name) => toSought(name));
  if (sought.some(({ words }) => words.length === 0)) return false;
  const namesakes = [...toOld].filter(([index]) => {
    const text = fresh.toText(index);
    return hasEscapes(text) || sought.some((name) => mayHold(text, name));
  });
  if (namesakes.length > mostNamesakes) return false;
  return namesakes.every(([index, place]) => fresh.read(index) && old.read(place));
}

function cut({ path, text }: Version, language: Language): CutFile | undefined {
  const cuts = toChunks(text, language);
  if (cuts === undefined) return undefined;
  const parts = toParts(text, cuts);
  const isModule = parts.some((part) => startsModule(part.text.slice(toFirstToken(part.text))));
  // Whether a file is a module decides on what its words mean, and a part must not have to guess.
  if (isModule ? /\.c[jt]s$/.test(path) : /\b(?:import|export|await)\b/.test(text)) return undefined;
  return { path, text, language, parts, isModule };
}

function startsModule(statement: string): boolean {
  return /^(?:export\b(?!\s*(?:=|import))|import\s*(?:["'*{]|[A-Za-z_$][\w$]*\s*(?:,|from)))/.test(statement);
}

/** Equal statements in another order or in other places: whether anything differs shows in the whole alone. */
function isUnsure(before: readonly string[], after: readonly string[]): boolean {
  const bare = (tokens: readonly string[]): string =>
    tokens
      .filter((token) => !token.startsWith('# '))
      .toSorted()
      .join('\n');
  return before.join('\n') !== after.join('\n') && bare(before) === bare(after);
}
