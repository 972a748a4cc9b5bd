import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { BIGINT, DuckDBDataChunk, DuckDBInstance, DuckDBMapValue, MAP, VARCHAR } from '@duckdb/node-api';
import { decodeWithProtobufjs } from './otlp-schema.ts';

const inflate = promisify(gunzip);
const types = [VARCHAR, VARCHAR, VARCHAR, BIGINT, BIGINT, MAP(VARCHAR, VARCHAR)];

/** What is written first: protobufjs, a row for each span, a MAP for its attributes, an answer after the flush. */
export async function startNaiveReceiver(path: string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run(
    'CREATE TABLE spans (trace_id VARCHAR, span_id VARCHAR, name VARCHAR, start_ns BIGINT, end_ns BIGINT, attributes MAP(VARCHAR, VARCHAR))',
  );
  const appender = await connection.createAppender('spans');
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      void inflate(Buffer.concat(parts)).then((bytes) => {
        const rows = decodeWithProtobufjs(bytes);
        const chunk = DuckDBDataChunk.create(types);
        chunk.setColumns([
          rows.map((row) => row.traceId),
          rows.map((row) => row.spanId),
          rows.map((row) => row.name),
          rows.map((row) => BigInt(row.startNano)),
          rows.map((row) => BigInt(row.endNano)),
          rows.map(
            (row) =>
              new DuckDBMapValue(Object.entries(row.attributes).map(([key, value]) => ({ key, value: String(value) }))),
          ),
        ]);
        appender.appendDataChunk(chunk);
        appender.flushSync();
        response.end();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      appender.closeSync();
      connection.closeSync();
      instance.closeSync();
    },
  };
}
