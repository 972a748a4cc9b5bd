import type { Chunk } from './columnar/chunk.ts';
import type { DataTable } from './tables.ts';

export interface TableChunk {
  readonly table: DataTable;
  readonly chunk: Chunk;
}

export interface NewResource {
  readonly id: number;
  readonly digest: string;
  readonly entries: readonly (readonly [string, string])[];
  readonly kinds: string;
}

export interface NewName {
  readonly name: string;
  readonly onSpans: boolean;
  readonly onResources: boolean;
}

/** A batch on its way to the writer: written whole or not at all. */
export interface EncodedBatch {
  readonly chunks: readonly TableChunk[];
  readonly resources: readonly NewResource[];
  readonly names: readonly NewName[];
  /** Attributes that get columns, in their order; the chunks of this batch may do without the last of them. */
  readonly newColumns: readonly string[];
  /** Attributes that have columns, and lie in the map of a row all the same. */
  readonly mixed: readonly string[];
}

/** The memory of its chunks. */
export function toBuffers({ chunks }: EncodedBatch): readonly ArrayBuffer[] {
  return chunks.flatMap(({ chunk: { arena, heap, map } }) => [arena, heap, map.keys, map.values]);
}
