import { changesFileName, releaseFields } from '@seatrial/model';
import type { ChangesFile, FunctionChange, Release } from '@seatrial/model';
import { bad, toObject } from '../fields.ts';
import type { Fields } from '../fields.ts';

/** Functions of one release, and characters of a text in it. */
const mostFunctions = 50_000;
const mostCharacters = 1_000_000;
const changes = ['added', 'deleted', 'modified', 'moved'] as const;

/**
 * An uploaded `seatrial.changes.json`, looked at field by field; unknown fields are left out.
 * @throws SeatrialError `SEATRIAL_BAD_ARGUMENT`, with the place and what is wrong there.
 */
export function parseChangesBody(body: unknown): ChangesFile {
  const file = toObject(body);
  if (file['schema'] !== 1)
    throw bad(
      `schema is ${JSON.stringify(file['schema']) ?? 'missing'}; known is 1, as "seatrial build --from" writes it into ${changesFileName}`,
    );
  const { functions } = file;
  if (!Array.isArray(functions)) throw bad('functions is no list');
  if (functions.length > mostFunctions)
    throw bad(`functions has ${functions.length} entries; ${mostFunctions} at most`);
  return {
    schema: 1,
    createdAt: readString(file, 'createdAt', ''),
    createdBy: readString(file, 'createdBy', ''),
    release: parseRelease(readObject(file, 'release', '')),
    from: parseSide(readObject(file, 'from', ''), 'from'),
    to: parseSide(readObject(file, 'to', ''), 'to'),
    functions: functions.map((each, index) => parseFunction(each, `functions[${index}]`)),
    unverifiable: parseReasons(file['unverifiable']),
  };
}

function parseRelease(fields: Fields): Release {
  const known = releaseFields.flatMap(({ field }) =>
    fields[field] === undefined ? [] : [[field, readString(fields, field, 'release')]],
  );
  return Object.fromEntries(known) as Release;
}

function parseSide(fields: Fields, where: string): ChangesFile['from'] {
  return { ref: readString(fields, 'ref', where), commit: readString(fields, 'commit', where) };
}

function parseFunction(value: unknown, where: string): FunctionChange {
  const fields = readRecord(value, where);
  const change = changes.find((known) => known === fields['change']);
  if (change === undefined)
    throw bad(`${where}.change is ${JSON.stringify(fields['change']) ?? 'missing'}, not one of ${changes.join(', ')}`);
  const { authors, owners, before } = fields;
  if (!Array.isArray(authors)) throw bad(`${where}.authors is no list`);
  if (!Array.isArray(owners)) throw bad(`${where}.owners is no list`);
  return {
    ...parsePlace(fields, where),
    kind: readString(fields, 'kind', where),
    change,
    ...(before === undefined ? {} : { before: parsePlace(readRecord(before, `${where}.before`), `${where}.before`) }),
    exported: fields['exported'] === true,
    authors: authors.map((author, index) => parseAuthor(author, `${where}.authors[${index}]`)),
    unknownShare: readShare(fields, 'unknownShare', where),
    owners: owners.map((owner) => (typeof owner === 'string' ? owner : String(owner))),
    source: readString(fields, 'source', where),
    formerSource: readString(fields, 'formerSource', where),
  };
}

function parsePlace(fields: Fields, where: string): NonNullable<FunctionChange['before']> {
  const { lines } = fields;
  const [first, last] = Array.isArray(lines) ? (lines as readonly unknown[]) : [];
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last))
    throw bad(`${where}.lines is no pair of line numbers`);
  const id = readString(fields, 'id', where);
  if (!/^[0-9a-f]{12}$/.test(id)) throw bad(`${where}.id is ${JSON.stringify(id)}, not 12 hexadecimal digits`);
  const [name, file] = [readString(fields, 'name', where), readString(fields, 'file', where)];
  return { id, name, file, lines: [Number(first), Number(last)] };
}

function parseAuthor(value: unknown, where: string): FunctionChange['authors'][number] {
  const fields = readRecord(value, where);
  const [name, email] = [readString(fields, 'name', where), readString(fields, 'email', where)];
  return { name, email, share: readShare(fields, 'share', where) };
}

function parseReasons(value: unknown): Readonly<Record<string, string>> {
  const fields = value === undefined ? {} : readRecord(value, 'unverifiable');
  return Object.fromEntries(Object.keys(fields).map((id) => [id, readString(fields, id, 'unverifiable')]));
}

function readObject(fields: Fields, name: string, where: string): Fields {
  return readRecord(fields[name], where === '' ? name : `${where}.${name}`);
}

function readRecord(value: unknown, where: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw bad(`${where} is no object`);
}

/** @param where empty for the file itself, where a text may be missing. */
function readString(fields: Fields, name: string, where: string): string {
  const value = fields[name];
  const place = where === '' ? name : `${where}.${name}`;
  if (value === undefined && where === '') return '';
  if (typeof value !== 'string') throw bad(`${place} is ${JSON.stringify(value) ?? 'missing'}, not text`);
  if (value.length > mostCharacters) throw bad(`${place} has ${value.length} characters; ${mostCharacters} at most`);
  return value;
}

function readShare(fields: Fields, name: string, where: string): number {
  const value = fields[name];
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw bad(`${where}.${name} is ${JSON.stringify(value) ?? 'missing'}, not a number from 0 to 1`);
}
