/** Spans of one generation; two are remembered. */
const generationSize = 2_097_152;
const smallestSlots = 65_536;

/**
 * Remembers the last two to four million spans by 64 bits of hash each, in at most 64 MiB: what may have been stored
 * before is looked up, and nothing is dropped on the word of a hash.
 */
export class RecentSpans {
  #current = new HashSet();
  #previous = new HashSet();

  /** Adds a span and answers whether it was there. */
  add(high: number, low: number): boolean {
    const known = this.#previous.has(high, low);
    if (!this.#current.add(high, low)) return true;
    if (this.#current.size >= generationSize) {
      this.#previous = this.#current;
      this.#current = new HashSet();
    }
    return known;
  }
}

/** Open addressing with linear probing; a pair of zeros stands for an empty slot. */
class HashSet {
  #slots = new Uint32Array(smallestSlots * 2);
  size = 0;

  has(high: number, low: number): boolean {
    const at = this.#find(high, low);
    return this.#slots[at] !== 0 || this.#slots[at + 1] !== 0;
  }

  /** False where it was there. */
  add(high: number, low: number): boolean {
    if (this.has(high, low)) return false;
    if ((this.size + 1) * 4 > this.#slots.length) this.#grow();
    this.#put(high, low);
    this.size += 1;
    return true;
  }

  #put(high: number, low: number): void {
    const at = this.#find(high, low);
    this.#slots[at] = high;
    this.#slots[at + 1] = low;
  }

  #find(high: number, low: number): number {
    const mask = this.#slots.length / 2 - 1;
    for (let slot = high & mask; ; slot = (slot + 1) & mask) {
      const [storedHigh, storedLow] = [this.#slots[slot * 2], this.#slots[slot * 2 + 1]];
      if ((storedHigh === high && storedLow === low) || (storedHigh === 0 && storedLow === 0)) return slot * 2;
    }
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += 2)
      if (old[at] !== 0 || old[at + 1] !== 0) this.#put(old[at] ?? 0, old[at + 1] ?? 0);
  }
}

/** Two hashes of some 32-bit words (MurmurHash3's finaliser over a running state). */
export function hashWords(words: Uint32Array, at: number, count: number, seed: number): number {
  let hash = seed;
  for (let index = at; index < at + count; index += 1) {
    hash = Math.imul(hash ^ (words[index] ?? 0), 0x85_eb_ca_6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}
