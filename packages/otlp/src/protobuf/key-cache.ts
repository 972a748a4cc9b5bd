interface Entry {
  readonly bytes: Uint8Array;
  readonly text: string;
}

export const mostEntries = 4096;
export const longestKey = 64;

/**
 * Attribute names by their bytes, so that a name is made into a string once and not for each span. It stays bounded: a
 * sender with ever new names gains nothing and harms nobody.
 */
export class KeyCache {
  readonly #entries = new Map<number, Entry>();

  read(buffer: Buffer, start: number, end: number): string {
    const length = end - start;
    if (length > longestKey) return buffer.toString('utf8', start, end);
    const hash = hashBytes(buffer, start, end);
    const known = this.#entries.get(hash);
    if (known !== undefined && isSame(known.bytes, buffer, start, length)) return known.text;
    const text = buffer.toString('utf8', start, end);
    if (known === undefined && this.#entries.size < mostEntries)
      this.#entries.set(hash, { bytes: new Uint8Array(buffer.subarray(start, end)), text });
    return text;
  }
}

/** FNV-1a, 32 bits. */
export function hashBytes(buffer: Buffer, start: number, end: number): number {
  let hash = 0x81_1c_9d_c5;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (buffer[at] ?? 0), 0x01_00_01_93);
  return hash;
}

export function isSame(bytes: Uint8Array, buffer: Buffer, start: number, length: number): boolean {
  if (bytes.length !== length) return false;
  for (let index = 0; index < length; index += 1) if (bytes[index] !== buffer[start + index]) return false;
  return true;
}
