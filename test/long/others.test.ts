import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { identity } from '../fixtures/identity.ts';
import { runNode } from '../process/run-node.ts';
import { createOtlpSink } from '../sink/otlp-sink.ts';

const peers = join(import.meta.dirname, '../peers/register');
const installed = existsSync(join(peers, 'node_modules/@sentry/node'));
if (!installed) console.log('sentry and dd-trace: skipped; install them with "npm ci --prefix test/peers/register"');

describe.runIf(installed)('beside another vendor’s agent', () => {
  it.each([
    ['sentry', 'first'],
    ['sentry', 'second'],
    ['datadog', 'first'],
    ['datadog', 'second'],
  ])('%s, register() %s: our spans are there once, stamped, and the exit code stays', async (vendor, order) => {
    const sink = await createOtlpSink();
    const outcome = await runNode(['app.mjs', vendor, order], {
      cwd: join(import.meta.dirname, '../fixtures/others'),
      env: {
        ...sink.env,
        ...identity,
        PEERS: join(peers, 'package.json'),
        // Requests of telemetry leave while the agents watch, not only when the process ends.
        OTEL_BSP_SCHEDULE_DELAY: '20',
        DD_TRACE_AGENT_URL: 'http://127.0.0.1:9',
        DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
      },
    });
    await sink.close();
    expect(outcome.code).toBe(5);
    expect(outcome.stderr).not.toContain('seatrial:');
    const byName = (name: string, kind: string): number =>
      sink.spans().filter((span) => span.name === name && span.kind === kind).length;
    expect({
      server: byName('GET', 'server'),
      fetch: byName('GET', 'client'),
      own: byName('own', 'internal'),
    }).toEqual({ server: 1, fetch: 1, own: 1 });
    for (const span of sink.spans()) expect(span.attributes['seatrial.ring']).toBe('canary');
    expect(sink.requests().filter(({ signal }) => signal === 'traces').length).toBeGreaterThan(0);
    const told = sink.spans().flatMap((span) => Object.values(span.attributes).map(String));
    expect(told.filter((value) => value.includes('/v1/'))).toEqual([]);
  });
});
