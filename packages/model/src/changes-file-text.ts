import type { ChangeAuthor, ChangesFile, FunctionChange } from './changes-file.ts';
import { changesFileName } from './changes-file.ts';
import { SeatrialError } from './error.ts';
import { limits } from './limits.ts';
import { releaseFields } from './release.ts';
import type { Release } from './release.ts';

type Fields = Readonly<Record<string, unknown>>;
type Fail = (what: string) => never;

/**
 * Reads a changes file. Unknown keys are kept out.
 * @throws SeatrialError `SEATRIAL_BAD_MANIFEST`, with the path given in `where` and what is wrong; `SEATRIAL_TOO_LARGE` for
 * more than `limits.changedFunctions` functions.
 */
export function parseChangesFile(text: string, where: string = changesFileName): ChangesFile {
  const fail: Fail = (what) => {
    const advice = 'Write it again with "npx seatrial build --from <commit>".';
    throw new SeatrialError('SEATRIAL_BAD_MANIFEST', `${where}: ${what}. ${advice}`);
  };
  const value = toFields(parseJson(text)) ?? fail('is no JSON object');
  if (value['schema'] !== 1) fail(`has schema ${JSON.stringify(value['schema']) ?? 'none'}, known is 1`);
  const functions = Array.isArray(value['functions']) ? value['functions'] : fail('has no list "functions"');
  if (functions.length > limits.changedFunctions)
    throw new SeatrialError(
      'SEATRIAL_TOO_LARGE',
      `${where}: has ${functions.length} functions, at most ${limits.changedFunctions} are taken. Compare with a nearer commit.`,
    );
  return {
    schema: 1,
    createdAt: toText(value['createdAt']),
    createdBy: toText(value['createdBy']),
    release: toRelease(value['release'], fail),
    from: toRevision(value['from']) ?? fail('has no "from" with the commit that was compared with'),
    to: toRevision(value['to']) ?? fail('has no "to" with the commit that was compared'),
    functions: functions.map((each: unknown, index) => toFunction(each, (what) => fail(`functions[${index}] ${what}`))),
    unverifiable: toTexts(value['unverifiable']),
  };
}

/** The text of a changes file: JSON, a line for each function, ending in a line feed. */
export function formatChangesFile(file: ChangesFile): string {
  const { functions, ...rest } = file;
  const head = JSON.stringify(rest, undefined, 2).slice(0, -2);
  const lines = functions.map((each) => `\n    ${JSON.stringify(cutTexts(each))}`);
  return `${head},\n  "functions": [${lines.join(',')}\n  ]\n}\n`;
}

function cutTexts(each: FunctionChange): FunctionChange {
  const { source, formerSource } = each;
  return { ...each, source: cut(source), formerSource: cut(formerSource) };
}

function cut(text: string): string {
  return text.length > limits.functionTextLength ? `${text.slice(0, limits.functionTextLength - 1)}…` : text;
}

const changes: ReadonlySet<string> = new Set(['added', 'deleted', 'modified', 'moved']);

function toFunction(given: unknown, fail: Fail): FunctionChange {
  const value = toFields(given) ?? fail('is no object');
  const { id, name, file, change } = value;
  if (typeof id !== 'string' || !/^[0-9a-f]{12}$/.test(id)) fail('has no "id" of 12 hexadecimal digits');
  if (typeof name !== 'string' || name === '') fail('has no "name"');
  if (typeof file !== 'string' || file === '') fail('has no "file"');
  if (typeof change !== 'string' || !changes.has(change)) fail(`has the "change" ${JSON.stringify(change) ?? 'none'}`);
  const before = toFields(value['before']);
  return {
    id: toText(id),
    name: toText(name),
    kind: toText(value['kind']),
    file: toText(file),
    lines: toLines(value['lines']),
    change: change as FunctionChange['change'],
    ...(before === undefined ? {} : { before: toBefore(before) }),
    exported: value['exported'] === true,
    authors: toList(value['authors']).flatMap(toAuthor),
    unknownShare: toShare(value['unknownShare']),
    owners: toList(value['owners']).filter((owner) => typeof owner === 'string'),
    source: cut(toText(value['source'])),
    formerSource: cut(toText(value['formerSource'])),
  };
}

function toBefore(value: Fields): NonNullable<FunctionChange['before']> {
  const { id, name, file, lines } = value;
  return { id: toText(id), name: toText(name), file: toText(file), lines: toLines(lines) };
}

function toAuthor(given: unknown): readonly ChangeAuthor[] {
  const { name, email, share } = toFields(given) ?? {};
  return typeof name === 'string' ? [{ name, email: toText(email), share: toShare(share) }] : [];
}

function toLines(value: unknown): readonly [number, number] {
  const [first, last] = toList(value);
  return Number.isSafeInteger(first) && Number.isSafeInteger(last) ? [first as number, last as number] : [0, 0];
}

function toShare(value: unknown): number {
  return typeof value === 'number' && value >= 0 && value <= 1 ? value : 0;
}

function toRelease(given: unknown, fail: Fail): Release {
  const value = toFields(given) ?? fail('has no "release" object');
  const entries = releaseFields.flatMap(({ field }): (readonly [string, string])[] => {
    const entry = value[field];
    if (entry === undefined) return [];
    const isFit = typeof entry === 'string' && entry !== '' && entry.length <= limits.releaseValueLength;
    return isFit
      ? [[field, entry]]
      : fail(`release.${field} is no text of 1 to ${limits.releaseValueLength} characters`);
  });
  return Object.fromEntries(entries);
}

function toRevision(given: unknown): ChangesFile['from'] | undefined {
  const { ref, commit } = toFields(given) ?? {};
  return typeof commit === 'string' && /^[0-9a-f]{40,64}$/.test(commit) ? { ref: toText(ref), commit } : undefined;
}

function toTexts(given: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(toFields(given) ?? {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function toFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
