import { delimited, fixed64, ProtobufBuffer, varint } from '../protobuf-buffer.ts';

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
  string: delimited,
  bool: varint,
  varint,
  sint32: varint,
  packedVarint: delimited,
  fixed64,
  sfixed64: fixed64,
  double: fixed64,
  hex: delimited,
};

/** Encodes an object by its schema (protobuf encoding, protobuf.dev). Fields that the schema does not name are left out. */
export function encodeMessage(message: object, schema: Schema): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  writer.message(message, schema);
  return writer.bytes.copy();
}

class Writer {
  readonly bytes = new ProtobufBuffer();
  /** With their lengths in front. */
  readonly #shared = new Map<object, Uint8Array>();

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
      this.bytes.tag(number, delimited);
      if (shared === undefined) this.#delimited(() => this.message(value as object, kind));
      else this.#copy(value as object, kind);
      return;
    }
    this.bytes.tag(number, wireTypes[kind]);
    this.#value(kind, value);
  }

  #copy(value: object, schema: Schema): void {
    const known = this.#shared.get(value);
    if (known !== undefined) return this.bytes.raw(known);
    const start = this.bytes.length;
    this.#delimited(() => this.message(value, schema));
    this.#shared.set(value, this.bytes.copy(start));
  }

  #value(kind: Kind, value: unknown): void {
    const { bytes } = this;
    if (kind === 'string') bytes.text(value as string);
    else if (kind === 'hex') bytes.hex(value as string);
    else if (kind === 'packedVarint')
      this.#delimited(() => {
        for (const entry of value as readonly number[]) bytes.varint(entry);
      });
    else if (kind === 'sint32') bytes.varint(Number(value) < 0 ? -2 * Number(value) - 1 : 2 * Number(value));
    else if (kind === 'bool' || kind === 'varint') bytes.varint(Number(value));
    else if (kind === 'double') bytes.double(Number(value));
    else bytes.fixed64(BigInt(value as number | string));
  }

  #delimited(write: () => void): void {
    const start = this.bytes.open();
    write();
    this.bytes.close(start);
  }
}
