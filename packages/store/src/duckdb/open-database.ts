import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { BufferPool } from './columnar/buffer-pool.ts';
import { createEncoder } from './encoder.ts';
import { Intake } from './intake.ts';
import type { Memory } from './intake.ts';
import { readLogState, replay } from './log/replay.ts';
import { RequestLog } from './log/request-log.ts';
import { inMemory, openInstance } from './open.ts';
import type { EngineOptions } from './protocol.ts';
import { prepareSchema } from './schema.ts';
import { Writer } from './writer.ts';
import type { LogState } from './writer.ts';

/** An open file, and what writes into it. */
export interface Opened {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  readonly writer: Writer;
  readonly log: RequestLog | undefined;
  readonly intake: Intake;
}

/** Opens the file, and brings in what an earlier process left in its log. */
export async function openDatabase(options: EngineOptions, memory: Memory): Promise<Opened> {
  const instance = await openInstance(options);
  const connection = await instance.connect();
  const { path, readOnly } = options;
  const pool = new BufferPool();
  const finish = (writer: Writer, log: RequestLog | undefined): Opened => {
    const encoder = createEncoder(writer.dictionary.toEncoderState(), pool);
    return { instance, connection, writer, log, intake: new Intake(encoder, writer, log, memory) };
  };
  try {
    await prepareSchema(connection, path, readOnly);
    if (readOnly || path === inMemory) return finish(await Writer.open(connection, noLog, pool), undefined);
    const { storeId, loaded } = await readLogState(connection);
    const log = new RequestLog(path, storeId, loaded);
    const onLoaded = (sequence: number): Promise<void> => log.release(sequence);
    const writer = await Writer.open(connection, { loaded, onLoaded }, pool);
    memory.requests.add(await replay(log.left(loaded), writer, pool));
    return finish(writer, log);
  } catch (error) {
    connection.closeSync();
    instance.closeSync();
    throw error;
  }
}

const noLog: LogState = { loaded: 0, onLoaded: () => Promise.resolve() };
