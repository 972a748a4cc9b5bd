import { isUtf8 } from 'node:buffer';
import { inlinedBytes } from './text-heap.ts';

/**
 * Writes a `string_t`, from the word `slot` on, into zeroed memory that `words` and `bytes` view, for a text that lies in
 * `heap` already, from `start` up to `end`. False where that is no UTF-8.
 */
export function referText(
  words: Uint32Array,
  bytes: Uint8Array,
  slot: number,
  heap: Uint8Array,
  start: number,
  end: number,
): boolean {
  const length = end - start;
  let all = 0;
  words[slot] = length;
  if (length <= inlinedBytes) {
    const into = slot * 4 + 4;
    for (let at = 0; at < length; at += 1) {
      const byte = heap[start + at] ?? 0;
      bytes[into + at] = byte;
      all |= byte;
    }
  } else {
    for (let at = start; at < end; at += 1) all |= heap[at] ?? 0;
    words[slot + 1] =
      (heap[start] ?? 0) |
      ((heap[start + 1] ?? 0) << 8) |
      ((heap[start + 2] ?? 0) << 16) |
      ((heap[start + 3] ?? 0) << 24);
    words[slot + 2] = start;
    words[slot + 3] = 0;
  }
  return all < 128 || isUtf8(heap.subarray(start, end));
}
