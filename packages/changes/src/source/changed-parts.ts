import type { PatchedTexts } from '../git/patch.ts';
import { alignParts } from './aligned-parts.ts';
import type { Alignment } from './aligned-parts.ts';
import { toChunks, toFirstToken } from './chunks.ts';
import { toPartText } from './cut-file.ts';
import type { CutFile } from './cut-file.ts';
import { toLanguage } from './language.ts';
import type { Language } from './language.ts';
import { mayHold, toSought } from './may-hold.ts';
import { SideReader } from './side-reader.ts';
import type { SourceFunction } from './source-function.ts';

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
export function toChangedParts(path: string, { before, after, equal }: PatchedTexts): ChangedParts | undefined {
  const language = toLanguage(path);
  if (language === undefined || before === after) return undefined;
  const cuts = toChunks(after, language);
  const oldCuts = cuts === undefined ? undefined : toChunks(before, language, { cuts, equal });
  if (cuts === undefined || oldCuts === undefined) return undefined;
  const oldFile = toCutFile(path, before, language, oldCuts);
  const newFile = toCutFile(path, after, language, cuts);
  if (oldFile === undefined || newFile === undefined || oldFile.isModule !== newFile.isModule) return undefined;
  const aligned = alignParts(oldCuts, cuts, [before.length, after.length], equal);
  const [old, fresh] = [new SideReader(oldFile), new SideReader(newFile)];
  if (!aligned.old.every((index) => old.read(index))) return undefined;
  if (!aligned.fresh.every((index) => fresh.read(index))) return undefined;
  const [oldTokens, newTokens] = [old.toModuleTokens(aligned.old), fresh.toModuleTokens(aligned.fresh)];
  if (isUnsure(oldTokens, newTokens)) return undefined;
  if (!readNamesakes(old, fresh, aligned)) return undefined;
  if (!old.readExports() || !fresh.readExports()) return undefined;
  return { before: old.toFunctions(oldTokens), after: fresh.toFunctions(newTokens) };
}

/** A name that comes again is numbered, so that whatever may hold it has to be read, in both versions. */
function readNamesakes(old: SideReader, fresh: SideReader, { toOld }: Alignment): boolean {
  const names = new Set([...old.toNames(), ...fresh.toNames()]);
  const found = new Set(fresh.findEscapes());
  for (const name of names) {
    const sought = toSought(name);
    const longest = sought.words.toSorted((a, b) => b.length - a.length)[0];
    if (longest === undefined) return false;
    for (const index of fresh.find(longest))
      if (!found.has(index) && toOld.has(index) && mayHold(fresh.toText(index), sought)) found.add(index);
  }
  const namesakes = [...found].flatMap((index) => {
    const place = toOld.get(index);
    return place === undefined ? [] : [[index, place] as const];
  });
  if (namesakes.length > mostNamesakes) return false;
  return namesakes.every(([index, place]) => fresh.read(index) && old.read(place));
}

function toCutFile(path: string, text: string, language: Language, cuts: readonly number[]): CutFile | undefined {
  const isModule = cuts.some((_, index) => {
    const part = toPartText({ text, cuts }, index);
    return startsModule(part.slice(toFirstToken(part)));
  });
  // Whether a file is a module decides on what its words mean, and a part must not have to guess.
  if (isModule ? /\.c[jt]s$/.test(path) : /\b(?:import|export|await)\b/.test(text)) return undefined;
  return { path, text, language, cuts, isModule };
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
