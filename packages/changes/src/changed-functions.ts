import { findAuthors } from './authors/find-authors.ts';
import { toChangedLines } from './authors/changed-lines.ts';
import type { LineRange } from './authors/changed-lines.ts';
import type { Change, ChangedFunction, FormerFunction } from './changed-function.ts';
import { readChangedFiles } from './git/changed-files.ts';
import type { ChangedFile } from './git/changed-files.ts';
import { toFunctionId } from './function-id.ts';
import { resolveRange } from './git/revisions.ts';
import type { Revision } from './git/revisions.ts';
import { matchFunctions } from './match/match.ts';
import type { Side } from './match/side.ts';
import { createLineIndex } from './source/line-index.ts';
import type { LineIndex } from './source/line-index.ts';
import { isTestFile, toLanguage } from './source/language.ts';
import { readFilePairs } from './file-pairs.ts';
import type { ReadFile, UnreadFile } from './file-pairs.ts';

/** Which commits of which repository are compared. */
export interface ChangedFunctionsOptions {
  /** A folder inside the repository. Default: the working directory. */
  readonly repo?: string;
  /** Commit, branch or tag. Default: the nearest tag before `to`. */
  readonly from?: string;
  /** Default: `HEAD`. */
  readonly to?: string;
  /** Whether functions of test files count, too. Default: false. */
  readonly tests?: boolean;
}

/** What differs between two commits, function by function. */
export interface Changes {
  /** The top folder of the repository. */
  readonly repository: string;
  readonly from: Revision;
  readonly to: Revision;
  /** By file, then in the order of the file, deleted ones last. */
  readonly functions: readonly ChangedFunction[];
  /** Code outside of functions that differs, one `<module>` per file: imports, constants, registrations. */
  readonly modules: readonly ChangedFunction[];
  /** Files of which only comments, formatting or types differ. */
  readonly cosmetic: readonly string[];
  /** Files that could not be read, so that nothing is said of their functions. */
  readonly unread: readonly UnreadFile[];
  /** True where a shallow clone hides commits between both, so that authors may be unknown. */
  readonly shallow: boolean;
}

/**
 * Compares two commits function by function. Comments, formatting and types do not count; of nested functions the
 * innermost one is marked; renames and moves are followed, across files, too. Nothing is checked out. While git reads the
 * commits and the files are compared, the thread does nothing else.
 * @throws SeatrialError `SEATRIAL_NO_REPOSITORY`, `SEATRIAL_NOT_FOUND` for a commit that is not here, or `SEATRIAL_TOO_LARGE`.
 */
export async function changedFunctions(options: ChangedFunctionsOptions = {}): Promise<Changes> {
  return (await compareCommits(options)).changes;
}

/** What differs, with the texts of what does. */
export interface Comparison {
  readonly changes: Changes;
  /** The text of a function in each commit; empty where it is not there. */
  toTexts(each: ChangedFunction): FunctionTexts;
}

export interface FunctionTexts {
  readonly source: string;
  readonly formerSource: string;
}

/** As {@link changedFunctions}, for those who show what changed. */
export async function compareCommits(options: ChangedFunctionsOptions): Promise<Comparison> {
  const range = resolveRange(options.repo ?? process.cwd(), options.from, options.to ?? 'HEAD');
  const wanted = (path: string): boolean =>
    toLanguage(path) !== undefined && (options.tests === true || !isTestFile(path));
  const files = readChangedFiles(range.git, range.from.commit, range.to.commit).filter(
    ({ path, oldPath }) => wanted(path) || wanted(oldPath),
  );
  const { read, unread } = readFilePairs(range.git, files, wanted);
  const drafts = matchFunctions(read).flatMap(({ before, after }) => toDraft(before, after));
  const places = new Places(read);
  const attributions = await findAuthors(
    range,
    drafts.map(({ side, change }) => places.toLines(side, change)),
  );
  const texts = new Map<ChangedFunction, FunctionTexts>();
  const found = drafts.map(({ side, before, change }, index): ChangedFunction => {
    const { name, kind, hash, exported } = side.function;
    const former = before === undefined ? {} : { before: places.toFormer(before) };
    const { authors = [], unknownShare = 1 } = attributions[index] ?? {};
    const where = { file: side.file, lines: places.toRange(side, change === 'deleted') };
    const each = {
      id: toFunctionId(side.file, name),
      name,
      kind,
      ...where,
      hash,
      change,
      ...former,
      exported,
      authors,
      unknownShare,
    };
    const isDeleted = change === 'deleted';
    texts.set(each, {
      source: isDeleted ? '' : places.toText(side, false),
      formerSource: before === undefined ? '' : places.toText(before, true),
    });
    return each;
  });
  const touched = new Set(drafts.map(({ side }) => side.file));
  const changes: Changes = {
    repository: range.git.folder,
    from: range.from,
    to: range.to,
    functions: found.filter(({ kind }) => kind !== 'module'),
    modules: found.filter(({ kind }) => kind === 'module'),
    cosmetic: read.flatMap(({ before, after }) =>
      before?.file === after?.file && after !== undefined && !touched.has(after.file) ? [after.file] : [],
    ),
    unread,
    shallow: range.shallow.size > 0,
  };
  return { changes, toTexts: (each) => texts.get(each) ?? { source: '', formerSource: '' } };
}

interface Draft {
  /** The function in the newer commit, or the deleted one. */
  readonly side: Side;
  readonly before?: Side;
  readonly change: Change;
}

function toDraft(before: Side | undefined, after: Side | undefined): readonly Draft[] {
  if (after === undefined) return before === undefined ? [] : [{ side: before, before, change: 'deleted' }];
  if (before === undefined) return [{ side: after, change: 'added' }];
  if (before.function.hash !== after.function.hash) return [{ side: after, before, change: 'modified' }];
  const stays = before.file === after.file && before.function.baseName === after.function.baseName;
  return stays ? [] : [{ side: after, before, change: 'moved' }];
}

/** Lines of functions in both commits. */
class Places {
  readonly #old = new Map<string, ReadFile>();
  readonly #new = new Map<string, ReadFile>();
  readonly #indexes = new Map<string, LineIndex>();
  readonly #nested = new Map<Side['function'], Side['function'][]>();

  constructor(read: readonly ReadFile[]) {
    for (const file of read) {
      if (file.before !== undefined) this.#old.set(file.before.file, file);
      if (file.after !== undefined) this.#new.set(file.after.file, file);
      const functions = file.after?.functions ?? [];
      for (const each of functions) {
        const parent = each.parent === undefined ? undefined : functions[each.parent];
        if (parent === undefined) continue;
        const nested = this.#nested.get(parent);
        if (nested === undefined) this.#nested.set(parent, [each]);
        else nested.push(each);
      }
    }
  }

  toRange(side: Side, old: boolean): LineRange {
    const { start, end } = side.function;
    const index = this.#toIndex(side.file, old);
    return [index.toLine(start), index.toLine(Math.max(end - 1, start))];
  }

  toText(side: Side, old: boolean): string {
    const read = (old ? this.#old : this.#new).get(side.file);
    return ((old ? read?.before?.text : read?.after?.text) ?? '').slice(side.function.start, side.function.end);
  }

  toFormer(side: Side): FormerFunction {
    return { file: side.file, name: side.function.name, lines: this.toRange(side, true), hash: side.function.hash };
  }

  toLines(side: Side, change: Change): { readonly file: ChangedFile; readonly lines: readonly number[] } {
    const read = change === 'deleted' ? this.#old.get(side.file) : this.#new.get(side.file);
    if (read === undefined) throw new TypeError(`${side.file} was not read`);
    if (change === 'deleted') return { file: read.changed, lines: [] };
    const nested = (this.#nested.get(side.function) ?? []).map((each) =>
      this.toRange({ ...side, function: each }, false),
    );
    return { file: read.changed, lines: toChangedLines(this.toRange(side, false), nested, read.changed.hunks) };
  }

  #toIndex(file: string, old: boolean): LineIndex {
    const key = `${old ? 'old' : 'new'} ${file}`;
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    const read = (old ? this.#old : this.#new).get(file);
    const index = createLineIndex((old ? read?.before?.text : read?.after?.text) ?? '');
    this.#indexes.set(key, index);
    return index;
  }
}
