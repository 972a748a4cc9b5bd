/** Bytes that are kept for the next chunks. */
const mostBytes = 100_663_296;
const smallest = 4096;

/**
 * Memory of chunks that are in the database, for the next ones. New memory for each would be the largest part of the cost
 * of a span: zeroed by the system, and counted by the garbage collector, which then runs many times a second.
 */
export class BufferPool {
  readonly #free = new Map<number, ArrayBuffer[]>();
  #bytes = 0;

  /** At least `bytes` long; what is in it is left from before. */
  take(bytes: number): ArrayBuffer {
    const size = toSize(bytes);
    const found = this.#free.get(size)?.pop();
    if (found === undefined) return new ArrayBuffer(size);
    this.#bytes -= size;
    return found;
  }

  give(buffers: Iterable<ArrayBuffer>): void {
    for (const buffer of buffers) {
      const size = buffer.byteLength;
      if (size !== toSize(size) || this.#bytes + size > mostBytes) continue;
      const list = this.#free.get(size);
      if (list === undefined) this.#free.set(size, [buffer]);
      else list.push(buffer);
      this.#bytes += size;
    }
  }
}

/** Few sizes, so that what is free fits: powers of two, and the middle between each two of them. */
function toSize(bytes: number): number {
  const power = 2 ** Math.ceil(Math.log2(Math.max(bytes, smallest)));
  return bytes <= power * 0.75 && power > smallest ? power * 0.75 : power;
}
