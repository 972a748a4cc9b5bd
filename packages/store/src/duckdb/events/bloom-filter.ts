/** Bits for each key and probes of each look: one in a thousand is found that is not there (Bloom, 1970). */
const bitsPerKey = 16;
const probes = 6;

/** A set of 32-bit keys that may say yes to one that it does not hold, and never no to one that it does. */
export class BloomFilter {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  static of(keys: readonly number[]): BloomFilter {
    const filter = new BloomFilter(new Uint8Array(Math.max(8, Math.ceil((keys.length * bitsPerKey) / 8))));
    for (const key of keys)
      filter.#visit(key, (byte, bit) => (filter.bytes[byte] = (filter.bytes[byte] ?? 0) | bit) !== 0);
    return filter;
  }

  has(key: number): boolean {
    return this.#visit(key, (byte, bit) => ((this.bytes[byte] ?? 0) & bit) !== 0);
  }

  /** Goes on while `look` says so, and answers whether it always did. */
  #visit(key: number, look: (byte: number, bit: number) => boolean): boolean {
    const bits = this.bytes.length * 8;
    // Two hashes make all probes (Kirsch and Mitzenmacher, 2006).
    const [first, second] = [mix(key), mix(key ^ 0x9e_37_79_b9) | 1];
    for (let probe = 0; probe < probes; probe += 1) {
      const place = ((first + Math.imul(probe, second)) >>> 0) % bits;
      if (!look(place >>> 3, 1 << (place & 7))) return false;
    }
    return true;
  }
}

/** MurmurHash3's finaliser. */
function mix(key: number): number {
  let hash = key | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
