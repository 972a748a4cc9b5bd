/** Bytes of a length that is written before it is known: a varint padded to four bytes, which every reader takes. */
const lengthBytes = 4;
const mostBytes = 2 ** 28 - 1;
const shortText = 48;

/** Writes protobuf's wire format in one pass. Tags are field number × 8 + wire type, as the reader has them. */
export class ProtobufWriter {
  #buffer: Buffer = Buffer.allocUnsafe(65_536);
  #position = 0;

  toBytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#position);
  }

  /** A message that `write` fills. */
  message(tag: number, write: () => void): void {
    const start = this.open(tag);
    write();
    this.close(start);
  }

  /** Begins a message; {@link close} takes what this answers with. */
  open(tag: number): number {
    this.#reserve(10 + lengthBytes);
    this.#varint(tag);
    this.#position += lengthBytes;
    return this.#position;
  }

  close(start: number): void {
    const length = this.#position - start;
    if (length > mostBytes) throw new RangeError(`a message of ${length} bytes cannot be written`);
    const buffer = this.#buffer;
    buffer[start - 4] = (length & 0x7f) | 0x80;
    buffer[start - 3] = ((length >>> 7) & 0x7f) | 0x80;
    buffer[start - 2] = ((length >>> 14) & 0x7f) | 0x80;
    buffer[start - 1] = (length >>> 21) & 0x7f;
  }

  /** Left out where it is empty, as proto3 does, unless `always`: inside a oneof an empty one says which it is. */
  string(tag: number, text: string, always: boolean = false): void {
    if (text === '' && !always) return;
    this.#reserve(20 + text.length * 3);
    this.#varint(tag);
    if (text.length <= shortText && this.#ascii(text)) return;
    const length = Buffer.byteLength(text);
    this.#varint(length);
    this.#position += this.#buffer.write(text, this.#position);
  }

  bytes(tag: number, bytes: Uint8Array): void {
    this.#reserve(20 + bytes.length);
    this.#varint(tag);
    this.#varint(bytes.length);
    this.#buffer.set(bytes, this.#position);
    this.#position += bytes.length;
  }

  /** An id in hex digits; left out where it is empty. */
  id(tag: number, hex: string): void {
    if (hex === '') return;
    this.#reserve(20 + hex.length);
    this.#varint(tag);
    this.#varint(hex.length / 2);
    this.#position += this.#buffer.write(hex, this.#position, 'hex');
  }

  uint32(tag: number, value: number): void {
    if (value === 0) return;
    this.#reserve(20);
    this.#varint(tag);
    this.#varint(value);
  }

  int64(tag: number, value: number | bigint): void {
    this.#reserve(20);
    this.#varint(tag);
    if (typeof value === 'number' && value >= 0 && value <= 0xff_ff_ff_ff) this.#varint(value);
    else {
      let rest = BigInt.asUintN(64, BigInt(value));
      for (; rest > 127n; rest >>= 7n) this.#byte(Number(rest & 0x7fn) | 0x80);
      this.#byte(Number(rest));
    }
  }

  bool(tag: number, value: boolean): void {
    this.#reserve(20);
    this.#varint(tag);
    this.#byte(value ? 1 : 0);
  }

  fixed64(tag: number, value: bigint): void {
    if (value === 0n) return;
    this.#reserve(20);
    this.#varint(tag);
    this.#position = this.#buffer.writeBigUInt64LE(value, this.#position);
  }

  fixed32(tag: number, value: number): void {
    if (value === 0) return;
    this.#reserve(20);
    this.#varint(tag);
    this.#position = this.#buffer.writeUInt32LE(value, this.#position);
  }

  double(tag: number, value: number): void {
    this.#reserve(20);
    this.#varint(tag);
    this.#position = this.#buffer.writeDoubleLE(value, this.#position);
  }

  /** Writes length and text where all of it is ASCII; otherwise leaves the position as it was. */
  #ascii(text: string): boolean {
    const start = this.#position + 1;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 127) return false;
      this.#buffer[start + index] = code;
    }
    this.#byte(text.length);
    this.#position += text.length;
    return true;
  }

  #varint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.#byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.#byte(rest);
  }

  #byte(value: number): void {
    this.#buffer[this.#position] = value;
    this.#position += 1;
  }

  #reserve(bytes: number): void {
    if (this.#position + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#position + bytes));
    this.#buffer.copy(larger, 0, 0, this.#position);
    this.#buffer = larger;
  }
}
