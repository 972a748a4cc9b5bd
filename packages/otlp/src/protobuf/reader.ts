import { SeatrialError } from '@seatrial/model';
import { KeyCache } from './key-cache.ts';

/** Field number and wire type as they stand before a field. */
export const wire = { varint: 0, fixed64: 1, bytes: 2, startGroup: 3, endGroup: 4, fixed32: 5 } as const;

const keys = new KeyCache();
const deepestGroup = 64;

/**
 * Reads protobuf's wire format (protobuf.dev, "Encoding") from one buffer. It allocates nothing by a length that the
 * input only claims, and every failure is a `SEATRIAL_BAD_OTLP` with the byte where it was seen.
 */
export class ProtobufReader {
  readonly buffer: Buffer;
  readonly #view: DataView;
  readonly length: number;
  position = 0;

  constructor(bytes: Uint8Array) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.length = bytes.byteLength;
  }

  fail(what: string): SeatrialError {
    return new SeatrialError('SEATRIAL_BAD_OTLP', `not an OTLP protobuf message: ${what} at byte ${this.position}`);
  }

  /** Field number × 8 + wire type. */
  tag(): number {
    const tag = this.uint32();
    if (tag < 8) throw this.fail('a field without a number');
    return tag;
  }

  /** The end of the length-delimited field that begins here, which lies inside its parent's end. */
  open(parentEnd: number): number {
    const length = this.uint32();
    const end = this.position + length;
    if (end > parentEnd)
      throw this.fail(`a field of ${length} bytes in a message with ${parentEnd - this.position} left`);
    return end;
  }

  /** To be called where a message's loop ends: its last field must end with it. */
  close(end: number): void {
    if (this.position !== end) throw this.fail('a field that runs over the end of its message');
  }

  /** A varint, its lower 32 bits, unsigned. */
  uint32(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#byte();
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw this.fail('a varint of more than ten bytes');
  }

  /** int32 and enums: negative ones are written as ten bytes, of which the lower 32 bits count. */
  int32(): number {
    return this.uint32() | 0;
  }

  /** zigzag. */
  sint32(): number {
    const value = this.uint32();
    return (value >>> 1) ^ -(value & 1);
  }

  bool(): boolean {
    return this.int64() !== 0;
  }

  /** A number where it is exact, else a bigint. */
  int64(): number | bigint {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#byte();
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high |= bits >>> 4;
      } else if (shift < 63) high |= bits << (shift - 32);
      else high |= (bits & 1) << 31;
      if (byte < 0x80) return toInteger(low >>> 0, high | 0);
    }
    throw this.fail('a varint of more than ten bytes');
  }

  uint64(): bigint {
    return BigInt.asUintN(64, BigInt(this.int64()));
  }

  fixed32(): number {
    this.#need(4);
    const value = this.#view.getUint32(this.position, true);
    this.position += 4;
    return value;
  }

  fixed64(): bigint {
    this.#need(8);
    const value = this.#view.getBigUint64(this.position, true);
    this.position += 8;
    return value;
  }

  sfixed64(): number | bigint {
    this.#need(8);
    const low = this.#view.getUint32(this.position, true);
    const high = this.#view.getInt32(this.position + 4, true);
    this.position += 8;
    return toInteger(low, high);
  }

  double(): number {
    this.#need(8);
    const value = this.#view.getFloat64(this.position, true);
    this.position += 8;
    return value;
  }

  /** UTF-8; what is not becomes U+FFFD. */
  string(parentEnd: number): string {
    const end = this.open(parentEnd);
    const text = this.buffer.toString('utf8', this.position, end);
    this.position = end;
    return text;
  }

  /** Like {@link string}, for the few texts that come again and again. */
  key(parentEnd: number): string {
    const end = this.open(parentEnd);
    const text = keys.read(this.buffer, this.position, end);
    this.position = end;
    return text;
  }

  bytes(parentEnd: number): Uint8Array {
    const end = this.open(parentEnd);
    const copy = new Uint8Array(this.buffer.subarray(this.position, end));
    this.position = end;
    return copy;
  }

  /** Lower-case hex of an id of `size` bytes; the empty string for any other size and for all zeros. */
  id(parentEnd: number, size: number): string {
    const end = this.open(parentEnd);
    const start = this.position;
    this.position = end;
    if (end - start !== size) return '';
    let sum = 0;
    for (let at = start; at < end; at += 1) sum |= this.buffer[at] ?? 0;
    return sum === 0 ? '' : this.buffer.toString('hex', start, end);
  }

  /** Passes by a field that is not known. */
  skip(tag: number, end: number, depth: number = 0): void {
    switch (tag & 7) {
      case wire.varint:
        this.int64();
        return;
      case wire.fixed64:
        this.#advance(8);
        return;
      case wire.bytes:
        this.position = this.open(end);
        return;
      case wire.fixed32:
        this.#advance(4);
        return;
      case wire.startGroup:
        this.#skipGroup(tag >>> 3, end, depth);
        return;
      default:
        throw this.fail(`wire type ${tag & 7}`);
    }
  }

  #skipGroup(field: number, end: number, depth: number): void {
    if (depth > deepestGroup) throw this.fail('groups nested too deeply');
    while (this.position < end) {
      const tag = this.tag();
      if ((tag & 7) === wire.endGroup && tag >>> 3 === field) return;
      this.skip(tag, end, depth + 1);
    }
    throw this.fail('a group without an end');
  }

  #byte(): number {
    const byte = this.buffer[this.position];
    if (byte === undefined) throw this.fail('the message ends inside a number');
    this.position += 1;
    return byte;
  }

  #need(size: number): void {
    if (this.position + size > this.length) throw this.fail('the message ends inside a number');
  }

  #advance(size: number): void {
    this.#need(size);
    this.position += size;
  }
}

function toInteger(low: number, high: number): number | bigint {
  const value = high * 4_294_967_296 + low;
  return Number.isSafeInteger(value) ? value : (BigInt(high) << 32n) | BigInt(low);
}
