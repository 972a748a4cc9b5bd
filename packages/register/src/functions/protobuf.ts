/**
 * How a field of a message is written: its number and its kind, or the fields of the message in it. What is `shared`
 * stands in many messages as the same object, and is encoded once.
 */
type Field = readonly [number: number, kind: Kind | Schema, shared?: 'shared'];

type Kind = 'string' | 'bool' | 'varint' | 'sint32' | 'packedVarint' | 'fixed64' | 'sfixed64' | 'double' | 'hex';

/** The fields of a message by their name. A field whose value is a list is repeated, unless it is packed. */
export interface Schema {
  readonly [name: string]: Field;
}

const wireTypes: Readonly<Record<Kind, number>> = {
  string: 2,
  bool: 0,
  varint: 0,
  sint32: 0,
  packedVarint: 2,
  fixed64: 1,
  sfixed64: 1,
  double: 1,
  hex: 2,
};

/** Encodes an object by its schema (protobuf encoding, protobuf.dev). Fields that the schema does not name are left out. */
export function encodeMessage(message: object, schema: Schema): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  writer.message(message, schema);
  return writer.finish();
}

class Writer {
  #bytes = Buffer.allocUnsafeSlow(64 * 1024);
  #at = 0;
  /** With their lengths in front. */
  readonly #shared = new Map<object, Uint8Array>();

  finish(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#bytes.subarray(0, this.#at));
  }

  message(message: object, schema: Schema): void {
    for (const [name, value] of Object.entries(message)) {
      const field = schema[name];
      if (field === undefined || value === undefined) continue;
      if (Array.isArray(value) && field[1] !== 'packedVarint') for (const entry of value) this.#field(field, entry);
      else this.#field(field, value);
    }
  }

  #field([number, kind, shared]: Field, value: unknown): void {
    if (typeof kind === 'object') {
      this.#varint(number * 8 + 2);
      if (shared === undefined) this.#delimited(() => this.message(value as object, kind));
      else this.#copy(value as object, kind);
      return;
    }
    this.#varint(number * 8 + wireTypes[kind]);
    this.#value(kind, value);
  }

  #copy(value: object, schema: Schema): void {
    const known = this.#shared.get(value);
    if (known === undefined) {
      const start = this.#at;
      this.#delimited(() => this.message(value, schema));
      this.#shared.set(value, Uint8Array.prototype.slice.call(this.#bytes, start, this.#at));
      return;
    }
    this.#reserve(known.length);
    this.#bytes.set(known, this.#at);
    this.#at += known.length;
  }

  #value(kind: Kind, value: unknown): void {
    if (kind === 'string') this.#text(value as string, 'utf8');
    else if (kind === 'hex') this.#text(value as string, 'hex');
    else if (kind === 'packedVarint')
      this.#delimited(() => {
        for (const entry of value as readonly number[]) this.#varint(entry);
      });
    else if (kind === 'sint32') this.#varint(Number(value) < 0 ? -2 * Number(value) - 1 : 2 * Number(value));
    else if (kind === 'bool' || kind === 'varint') this.#varint(Number(value));
    else this.#eightBytes(kind, value as number | string);
  }

  #eightBytes(kind: Kind, value: number | string): void {
    this.#reserve(8);
    if (kind === 'double') this.#bytes.writeDoubleLE(Number(value), this.#at);
    else if (kind === 'sfixed64') this.#bytes.writeBigInt64LE(BigInt(value), this.#at);
    else this.#bytes.writeBigUInt64LE(BigInt(value), this.#at);
    this.#at += 8;
  }

  #text(text: string, encoding: 'utf8' | 'hex'): void {
    const length = Buffer.byteLength(text, encoding);
    this.#varint(length);
    this.#reserve(length);
    this.#at += this.#bytes.write(text, this.#at, length, encoding);
  }

  /** What `write` writes, with its length in front of it, for which one byte is kept free and more are made. */
  #delimited(write: () => void): void {
    this.#reserve(1);
    const start = (this.#at += 1);
    write();
    const length = this.#at - start;
    const more = toVarintLength(length) - 1;
    if (more > 0) {
      this.#reserve(more);
      this.#bytes.copyWithin(start + more, start, this.#at);
    }
    this.#at = start - 1;
    this.#varint(length);
    this.#at += length;
  }

  /** A whole number from 0 to 2^53. */
  #varint(value: number): void {
    this.#reserve(10);
    let left = value;
    while (left >= 0x80) {
      this.#bytes[this.#at] = (left % 0x80) | 0x80;
      this.#at += 1;
      left = Math.floor(left / 0x80);
    }
    this.#bytes[this.#at] = left;
    this.#at += 1;
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.#bytes.length, this.#at + length));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}

function toVarintLength(value: number): number {
  let length = 1;
  for (let left = value; left >= 0x80; left = Math.floor(left / 0x80)) length += 1;
  return length;
}
