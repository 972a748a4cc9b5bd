import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { SeatrialError } from '@seatrial/model';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Maintained, Retention } from '../retention.ts';

export interface DuckDbStoreOptions {
  /** A file, or `:memory:`. Folders above it are made. */
  readonly path: string;
  /** What DuckDB may use, in its own notation. Default `1GiB`. */
  readonly memoryLimit?: string;
  /** For questions, in parallel. Default: one a core, but one core stays free for what arrives. */
  readonly threads?: number;
  /** Look at a file that no other process holds, without changing it. Default `false`. */
  readonly readOnly?: boolean;
  /** What is kept, and how long. Default: `defaultRetention`. */
  readonly retention?: Retention;
  /** Bytes that stay free on the disk: with less, batches are refused until there is room. Default 256 MiB. */
  readonly reserveBytes?: number;
  /** How often minutes are summed up and what has expired is removed. Default 10,000. */
  readonly maintenanceMs?: number;
  /** Called after each such round. */
  readonly onMaintained?: (report: Maintained) => void;
}

export const inMemory = ':memory:';

/** DuckDB's own 16 MB would compress a row group several times while it fills. */
const checkpointAt = '256MiB';

/** @throws SeatrialError `SEATRIAL_STORE_LOCKED`, `SEATRIAL_NO_STORE` or `SEATRIAL_STORE_UNUSABLE`. */
export async function openInstance(
  options: Pick<DuckDbStoreOptions, 'path' | 'memoryLimit' | 'threads' | 'readOnly'>,
): Promise<DuckDBInstance> {
  const { path } = options;
  if (options.readOnly === true && !existsSync(path))
    throw new SeatrialError(
      'SEATRIAL_NO_STORE',
      `There is no store at ${path} yet. Start "npx seatrial dev" and send it telemetry.`,
    );
  try {
    if (path !== inMemory && options.readOnly !== true) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const instance = await DuckDBInstance.create(path, {
      memory_limit: options.memoryLimit ?? '1GiB',
      checkpoint_threshold: checkpointAt,
      storage_compatibility_version: 'latest',
      threads: String(options.threads ?? Math.max(1, availableParallelism() - 1)),
      ...(options.readOnly === true ? { access_mode: 'READ_ONLY' } : {}),
    });
    // Telemetry is production data: it is nobody else's on this machine.
    if (path !== inMemory && options.readOnly !== true) chmodSync(path, 0o600);
    return instance;
  } catch (error) {
    throw toOpenError(path, error);
  }
}

function toOpenError(path: string, error: unknown): SeatrialError {
  const text = error instanceof Error ? error.message : String(error);
  const [first] = text.split('\n');
  if (/could not set lock/i.test(text)) {
    const pid = /\(PID (\d+)\)/.exec(text)?.[1];
    const message = `${path} is held by ${pid === undefined ? 'another process' : `process ${pid}`}, and one process owns a store. Ask that process ("npx seatrial releases" does where it is a running "seatrial dev"), end it, or name another file with --store.`;
    return new SeatrialError('SEATRIAL_STORE_LOCKED', message, { cause: error });
  }
  if (/\bWAL\b|\.wal\b|write.ahead/i.test(text)) {
    const message = `${path}.wal, the log of ${path}, is damaged: ${first}. Both are as they were. Restore them from a copy; or move the log away, and the store opens without what came since its last checkpoint.`;
    return new SeatrialError('SEATRIAL_STORE_UNUSABLE', message, { cause: error });
  }
  const message = `${path} cannot be opened as a store: ${first}. The file is unharmed. Name another with --store, or move it away.`;
  return new SeatrialError('SEATRIAL_STORE_UNUSABLE', message, { cause: error });
}
