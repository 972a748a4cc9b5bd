import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { BufferPool } from '../columnar/buffer-pool.ts';
import { createEncoder } from '../encoder.ts';
import { toRequestDigest } from '../recent-requests.ts';
import type { Writer } from '../writer.ts';
import type { Frame } from './frame.ts';

/** Which store the log belongs to, and what of it is in the database; a store without an id gets one. */
export async function readLogState(
  connection: DuckDBConnection,
): Promise<{ readonly storeId: string; readonly loaded: number }> {
  await connection.run(`INSERT OR IGNORE INTO seatrial_meta VALUES ('store_id', '${randomUUID()}')`);
  const rows = await connection.runAndReadAll('SELECT key, value FROM seatrial_meta');
  const values = new Map(rows.getRowsJS().map(([key, value]) => [String(key), String(value)]));
  return { storeId: values.get('store_id') ?? '', loaded: Number(values.get('loaded_sequence') ?? 0) };
}

/** Brings into the database what a process that was killed had only logged, and answers with the digests of the requests. */
export async function replay(frames: Iterable<Frame>, writer: Writer, pool: BufferPool): Promise<readonly string[]> {
  const encoder = createEncoder(writer.dictionary.toEncoderState(), pool);
  const digests: string[] = [];
  for (const { signal, encoding, gzip, bytes, arrivedMs, sequence } of frames) {
    const plain = gzip ? gunzipSync(bytes) : bytes;
    digests.push(toRequestDigest(plain));
    const { batch } = encoder.encodeRequest({ signal, encoding, bytes: plain });
    await writer.load(batch, { atMs: arrivedMs, historic: false }, sequence);
  }
  await writer.settle();
  return digests;
}
