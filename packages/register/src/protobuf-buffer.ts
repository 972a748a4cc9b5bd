import type { HrTime } from '@opentelemetry/api';

/** Wire types: how the value of a field is laid out. */
export const varint = 0;
export const fixed64 = 1;
export const delimited = 2;
export const fixed32 = 5;

/** Texts up to here are written a character at a time, which is faster than a call into Node.js. */
const shortText = 64;

/** Bytes in protobuf's encoding (protobuf.dev), which grow as they are written, and are used again. */
export class ProtobufBuffer {
  #bytes = Buffer.allocUnsafeSlow(4096);
  #at = 0;

  get length(): number {
    return this.#at;
  }

  clear(): void {
    this.#at = 0;
  }

  /** A copy of what was written from `start` on. */
  copy(start = 0): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#bytes.subarray(start, this.#at));
  }

  /** What another buffer has. */
  append(other: ProtobufBuffer): void {
    this.raw(other.#bytes.subarray(0, other.#at));
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  tag(field: number, wireType: number): void {
    this.varint((field << 3) | wireType);
  }

  /** A whole number within ±2^63; one below zero takes ten bytes, as an int64 does. */
  varint(value: number): void {
    this.#reserve(10);
    if (value < 0x80 && value >= 0) {
      this.#bytes[this.#at++] = value;
      return;
    }
    if (value < 0) return this.#negative(value);
    let left = value;
    while (left > 0x7fffffff) {
      this.#bytes[this.#at++] = (left % 0x80) | 0x80;
      left = Math.floor(left / 0x80);
    }
    while (left >= 0x80) {
      this.#bytes[this.#at++] = (left & 0x7f) | 0x80;
      left >>>= 7;
    }
    this.#bytes[this.#at++] = left;
  }

  #negative(value: number): void {
    for (let left = BigInt.asUintN(64, BigInt(value)); ; left >>= 7n) {
      const low = Number(left & 0x7fn);
      this.#bytes[this.#at++] = left < 0x80n ? low : low | 0x80;
      if (left < 0x80n) return;
    }
  }

  fixed32(value: number): void {
    this.#reserve(4);
    this.#at = this.#bytes.writeUInt32LE(value, this.#at);
  }

  fixed64(value: bigint): void {
    this.#reserve(8);
    this.#at = this.#bytes.writeBigUInt64LE(BigInt.asUintN(64, value), this.#at);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#at = this.#bytes.writeDoubleLE(value, this.#at);
  }

  /** Nanoseconds since 1970 as fixed64. Sixteen bits of the seconds at a time stay exact in a number. */
  time([seconds, nanos]: HrTime): void {
    this.#reserve(8);
    const upper = Math.floor(seconds / 0x1_0000) * 1e9;
    const lower = (seconds % 0x1_0000) * 1e9 + (upper % 0x1_0000) * 0x1_0000 + nanos;
    this.#at = this.#bytes.writeUInt32LE(lower % 0x1_0000_0000, this.#at);
    const high = Math.floor(upper / 0x1_0000) + Math.floor(lower / 0x1_0000_0000);
    this.#at = this.#bytes.writeUInt32LE(high % 0x1_0000_0000, this.#at);
  }

  /** A text in UTF-8, its length in front of it. */
  text(text: string): void {
    const { length } = text;
    if (length > shortText || !this.#ascii(text, length)) this.#encoded(text);
  }

  #ascii(text: string, length: number): boolean {
    this.#reserve(shortText + 1);
    const bytes = this.#bytes;
    let at = this.#at;
    bytes[at++] = length;
    for (let index = 0; index < length; index += 1) {
      const unit = text.charCodeAt(index);
      if (unit > 0x7f) return false;
      bytes[at++] = unit;
    }
    this.#at = at;
    return true;
  }

  #encoded(text: string): void {
    const length = Buffer.byteLength(text);
    this.varint(length);
    this.#reserve(length);
    this.#at += this.#bytes.write(text, this.#at, length);
  }

  /** The bytes that hexadecimal digits stand for, their number in front of them. */
  hex(digits: string): void {
    const length = digits.length / 2;
    this.varint(length);
    this.#reserve(length);
    const bytes = this.#bytes;
    const at = this.#at;
    for (let index = 0; index < length; index += 1)
      bytes[at + index] = (toNibble(digits.charCodeAt(2 * index)) << 4) | toNibble(digits.charCodeAt(2 * index + 1));
    this.#at += length;
  }

  /** Begins a message whose length is not known yet. @returns what `close` is to be given. */
  open(): number {
    this.#reserve(1);
    return (this.#at += 1);
  }

  /** Writes the length in front of what was written since `open`, which kept one byte free for it. */
  close(start: number): void {
    const length = this.#at - start;
    const more = toVarintLength(length) - 1;
    if (more > 0) {
      this.#reserve(more);
      this.#bytes.copyWithin(start + more, start, this.#at);
    }
    this.#at = start - 1;
    this.varint(length);
    this.#at += length;
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.#bytes.length, this.#at + length));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}

/** Of the code of a hexadecimal digit. Small letters and capitals differ in one bit, and nine is what lies before ten. */
function toNibble(code: number): number {
  return (code & 0xf) + (code >= 0x41 ? 9 : 0);
}

function toVarintLength(value: number): number {
  let length = 1;
  for (let left = value; left >= 0x80; left = Math.floor(left / 0x80)) length += 1;
  return length;
}
