import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formatTraces } from '@seatrial/otlp';
import { startServer } from '@seatrial/server';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { Traffic } from '../../packages/cli/src/generate/traffic.ts';
import { findFreePort } from '../process/free-port.ts';

const binary = process.env['OTELCOL'];
const reason =
  'set OTELCOL to an OpenTelemetry Collector with otlp receiver, otlp and otlphttp exporters (otelcol of any distribution)';
if (binary === undefined) console.log(`Collector: skipped; ${reason}`);

it.skipIf(binary === undefined)(
  `a real Collector passes on over gRPC and over HTTP, and each span is there once (else skipped: ${reason})`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'seatrial-collector-'));
    const store = await createDuckDbStore({ path: join(folder, 'store.duckdb') });
    const server = await startServer({ store, version: '0.0.0', otlpPort: 0, grpcPort: 0, apiPort: 0 });
    const port = await findFreePort();
    const config = join(folder, 'config.yaml');
    writeFileSync(
      config,
      `receivers: { otlp: { protocols: { http: { endpoint: "127.0.0.1:${port}" } } } }
exporters:
  otlp: { endpoint: "${new URL(server.state.grpcUrl).host}", tls: { insecure: true } }
  otlphttp: { endpoint: "${server.state.otlpUrl}" }
service:
  telemetry: { metrics: { level: none } }
  pipelines: { traces: { receivers: [otlp], exporters: [otlp, otlphttp] } }
`,
    );
    const collector = spawn(binary ?? '', ['--config', config], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    collector.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    try {
      const traffic = new Traffic({ seed: 21 });
      const send = (): Promise<number> =>
        fetch(`http://127.0.0.1:${port}/v1/traces`, {
          method: 'POST',
          headers: { 'content-type': 'application/x-protobuf' },
          body: new Uint8Array(formatTraces(traffic.next(512, Date.now()), 'protobuf')),
        }).then(
          (answer) => answer.status,
          () => 0,
        );
      await expect.poll(send, { timeout: 30_000, message: said }).toBe(200);
      // Both exporters send the same spans: what came twice is counted once.
      await expect.poll(async () => (await store.stats()).activity.stored.spans, { timeout: 20_000 }).toBe(1024);
      expect((await store.stats()).spans).toBe(512);
    } finally {
      collector.kill('SIGTERM');
      await server.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
