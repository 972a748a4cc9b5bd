import { SeatrialError } from '@seatrial/model';

/** A problem in a JSON request, with the path to it as it is known so far. */
export class JsonProblem extends Error {
  path: string;

  constructor(what: string, path: string = '') {
    super(what);
    this.path = path;
  }

  toSeatrialError(): SeatrialError {
    const where = this.path === '' ? 'the request' : this.path;
    return new SeatrialError('SEATRIAL_BAD_OTLP', `not an OTLP JSON message: ${where} ${this.message}`);
  }
}

/** A JSON object of the request. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The object of a request. */
export function parseJsonObject(bytes: Uint8Array): JsonObject {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  try {
    return toObject(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (error) {
    throw error instanceof JsonProblem ? error : new JsonProblem(`cannot be parsed (${(error as Error).message})`);
  }
}

/** The value of a field in lowerCamelCase or as the .proto file spells it; parsers accept both (protobuf.dev, "ProtoJSON"). */
export function field(object: JsonObject, name: string): unknown {
  if (Object.hasOwn(object, name)) return object[name] ?? undefined;
  const original = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.hasOwn(object, original) ? (object[original] ?? undefined) : undefined;
}

export function toObject(value: unknown): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new JsonProblem('is not an object');
  return value as JsonObject;
}

/** Reads a field, putting its name before the path of a problem inside it. */
function within<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof JsonProblem)
      error.path = error.path.startsWith('[') || error.path === '' ? name + error.path : `${name}.${error.path}`;
    throw error;
  }
}

export function readList<T>(object: JsonObject, name: string, read: (entry: unknown) => T): readonly T[] {
  const value = field(object, name);
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new JsonProblem('is not an array', name);
  return within(name, () => value.map((entry: unknown, index) => within(`[${index}]`, () => read(entry))));
}

export function readObject<T>(object: JsonObject, name: string, read: (entry: JsonObject) => T): T | undefined {
  const value = field(object, name);
  return value === undefined ? undefined : within(name, () => read(toObject(value)));
}

export function readText(object: JsonObject, name: string): string {
  const value = field(object, name) ?? '';
  if (typeof value !== 'string') throw new JsonProblem('is not a text', name);
  return value;
}

/** 64-bit integers are texts in ProtoJSON, and numbers from many senders. A number where exact, else a bigint. */
export function readInteger(object: JsonObject, name: string): number | bigint {
  const value = field(object, name) ?? 0;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) {
    const exact = BigInt.asIntN(64, BigInt(value));
    return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
  }
  throw new JsonProblem(`is ${JSON.stringify(value)}, not a 64-bit integer`, name);
}

/** An unsigned 64-bit integer, such as a time in nanoseconds. */
export function readUnsigned(object: JsonObject, name: string): bigint {
  return BigInt.asUintN(64, BigInt(readInteger(object, name)));
}

export function readCount(object: JsonObject, name: string): number {
  return Number(readUnsigned(object, name) & 0xffff_ffffn);
}

export function readSigned32(object: JsonObject, name: string): number {
  return Number(BigInt.asIntN(32, BigInt(readInteger(object, name))));
}

/** Numbers, and as texts those that JSON has no number for: `NaN`, `Infinity`, `-Infinity`. */
export function toDouble(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && (value === 'NaN' || value === 'Infinity' || value === '-Infinity'))
    return Number(value);
  if (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value))) return Number(value);
  throw new JsonProblem(`is ${JSON.stringify(value)}, not a number`);
}

export function readDouble(object: JsonObject, name: string): number | undefined {
  const value = field(object, name);
  return value === undefined ? undefined : within(name, () => toDouble(value));
}

/** Enums come as numbers or by name (`SPAN_KIND_SERVER`); what is not known is the first word. */
export function readEnum<T extends string>(
  object: JsonObject,
  name: string,
  words: readonly [T, ...T[]],
  prefix: string,
): T {
  const value = field(object, name) ?? 0;
  if (typeof value === 'number') return words[value] ?? words[0];
  if (typeof value === 'string') {
    const word = value.replace(prefix, '').toLowerCase();
    return words.find((known) => known === word) ?? words[Number(value)] ?? words[0];
  }
  throw new JsonProblem('is not an enum', name);
}

/** Ids are hex in OTLP's JSON, not base64 as elsewhere in ProtoJSON (OTLP specification, "JSON Protobuf Encoding"). */
export function readId(object: JsonObject, name: string, size: number): string {
  const text = readText(object, name).toLowerCase();
  return text.length === size * 2 && /^[0-9a-f]+$/.test(text) && !/^0+$/.test(text) ? text : '';
}
