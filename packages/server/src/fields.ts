import { SeatrialError, suggestName } from '@seatrial/model';

/** Named values of a request: a query string as the HTTP layer gives it, or a JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** @throws SeatrialError `SEATRIAL_BAD_ARGUMENT`, as all of these do. */
export function readText(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || typeof value === 'string') return value;
  throw bad(Array.isArray(value) ? `${name} is given more than once` : `${name} is ${JSON.stringify(value)}, not text`);
}

export function readWhole(fields: Fields, name: string): number | undefined {
  const text = readText(fields, name);
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw bad(`${name} is ${JSON.stringify(text)}, not a whole number`);
}

export function readTime(fields: Fields, name: string): number | undefined {
  const text = readText(fields, name);
  if (text === undefined) return undefined;
  const time = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isNaN(time)) throw bad(`${name} is ${JSON.stringify(text)}, neither ISO 8601 nor milliseconds since 1970`);
  return time;
}

export function readWord<T extends string>(fields: Fields, name: string, words: readonly T[]): T | undefined {
  const text = readText(fields, name);
  const word = words.find((known) => known === text);
  if (text !== undefined && word === undefined)
    throw bad(`${name} is ${JSON.stringify(text)}, not one of ${words.join(', ')}`);
  return word;
}

export function checkNames(fields: Fields, known: readonly string[]): void {
  for (const name of Object.keys(fields)) {
    if (known.includes(name)) continue;
    const suggestion = suggestName(name, known);
    const hint = suggestion === undefined ? `Known: ${known.join(', ')}` : `Did you mean ${suggestion}?`;
    throw bad(`${JSON.stringify(name)} is not known here. ${hint}`);
  }
}

export function toObject(body: unknown): Fields {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Fields;
  throw bad(`${JSON.stringify(body)} is no JSON object`);
}

export function bad(message: string): SeatrialError {
  return new SeatrialError('SEATRIAL_BAD_ARGUMENT', message.endsWith('?') ? message : `${message}.`);
}
