import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startShop } from '../../examples/shop/shop.ts';
import { findFreePort } from '../process/free-port.ts';

const binary = process.env['JAEGER_ALL_IN_ONE'];
const reason =
  'set JAEGER_ALL_IN_ONE to the binary of Jaeger 1.x (go build github.com/jaegertracing/jaeger/cmd/all-in-one)';
if (binary === undefined) console.log(`jaeger: skipped; ${reason}`);

it.skipIf(binary === undefined)(
  `a real Jaeger receives the shop and finds it by deployment.id (else skipped: ${reason})`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'seatrial-jaeger-'));
    const [otlp, grpc, query, ...rest] = await Promise.all(Array.from({ length: 7 }, findFreePort));
    const at = (port: number | undefined): string => `127.0.0.1:${port}`;
    const jaeger = spawn(
      binary ?? '',
      [
        `--collector.otlp.http.host-port=${at(otlp)}`,
        `--collector.otlp.grpc.host-port=${at(grpc)}`,
        `--query.http-server.host-port=${at(query)}`,
        `--query.grpc-server.host-port=${at(rest[0])}`,
        `--collector.grpc-server.host-port=${at(rest[1])}`,
        `--collector.http-server.host-port=${at(rest[2])}`,
        `--admin.http.host-port=${at(rest[3])}`,
      ],
      { stdio: 'ignore', env: { ...process.env, COLLECTOR_OTLP_ENABLED: 'true' } },
    );
    try {
      await expect
        .poll(
          () =>
            fetch(`http://${at(query)}/api/services`).then(
              (answer) => answer.status,
              () => 0,
            ),
          { timeout: 30_000 },
        )
        .toBe(200);
      const shop = await startShop({
        folder,
        canaryShare: 1,
        env: {
          OTEL_EXPORTER_OTLP_ENDPOINT: `http://${at(otlp)}`,
          OTEL_METRICS_EXPORTER: 'none',
          OTEL_LOGS_EXPORTER: 'none',
        },
      });
      await fetch(`${shop.gateway.url}/checkout`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ items: [{ sku: 'rope' }] }),
      });
      await shop.stop();
      for (const [service, deployment] of [
        ['gateway', 'deploy-gateway-1'],
        ['checkout', 'deploy-canary-1'],
        ['inventory', 'deploy-inventory-1'],
      ]) {
        const tags = encodeURIComponent(JSON.stringify({ 'deployment.id': deployment }));
        const find = async (): Promise<number> => {
          const answer = (await (
            await fetch(`http://${at(query)}/api/traces?service=${service}&tags=${tags}`)
          ).json()) as { readonly data: readonly unknown[] };
          return answer.data.length;
        };
        await expect.poll(find, { timeout: 15_000 }).toBeGreaterThan(0);
      }
      const none = await fetch(
        `http://${at(query)}/api/traces?service=gateway&tags=${encodeURIComponent('{"deployment.id":"another"}')}`,
      );
      expect(((await none.json()) as { readonly data: readonly unknown[] }).data).toEqual([]);
    } finally {
      jaeger.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
