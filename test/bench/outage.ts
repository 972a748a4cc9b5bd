import { createServer } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseTraces } from '@seatrial/otlp';
import { identity } from '../fixtures/identity.ts';
import { findFreePort } from '../process/free-port.ts';
import { runNode } from '../process/run-node.ts';
import { seatrial } from './agents.ts';
import type { BenchRow } from './row.ts';

const outageSeconds = 60;
const mib = 2 ** 20;

/** Nobody listens for a minute at a thousand spans a second, then a receiver is there for half a minute. */
export async function benchOutage(): Promise<readonly BenchRow[]> {
  const [quiet, down] = await Promise.all([run(0), run(outageSeconds)]);
  const lost = down.sent - down.received;
  const over = (name: 'heapUsed' | 'arrayBuffers' | 'rss'): string =>
    `${name} ${(down[name] / mib).toFixed(0)} MiB (${(quiet[name] / mib).toFixed(0)} without an outage)`;
  return [
    {
      group: 'outage',
      name: 'a minute without a receiver at 1,000 spans a second (goal: 0 lost, memory within the 32 MiB of the buffer)',
      detail: `${lost} of ${down.sent} spans lost; at most ${over('heapUsed')}, ${over('arrayBuffers')}, ${over('rss')}`,
    },
  ];
}

interface Told {
  readonly sent: number;
  readonly heapUsed: number;
  readonly arrayBuffers: number;
  readonly rss: number;
}

async function run(seconds: number): Promise<Told & { readonly received: number }> {
  const port = await findFreePort();
  let received = 0;
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/v1/traces')
        received += parseTraces(gunzipSync(Buffer.concat(chunks)), 'protobuf').records.length;
      response.end();
    });
  });
  const back = setTimeout(() => receiver.listen(port, '127.0.0.1'), seconds * 1000);
  const { stdout } = await runNode([...seatrial.args, 'outage.cjs', String(outageSeconds + 30)], {
    cwd: join(import.meta.dirname, '../fixtures/bench'),
    env: { ...identity, OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` },
    timeoutMs: 180_000,
  });
  clearTimeout(back);
  receiver.close();
  receiver.closeAllConnections();
  return { ...(JSON.parse(stdout) as Told), received };
}
