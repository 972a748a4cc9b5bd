import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatTraces } from '@seatrial/otlp';
import { createSpan, startOfTime } from '@seatrial/store/contract';
import type { BenchRow } from './row.ts';

const bin = join(import.meta.dirname, '../../packages/cli/bin/seatrial.js');
const rate = Number(process.env['SEATRIAL_BENCH_RATE'] ?? 20_000);
const seconds = Number(process.env['SEATRIAL_BENCH_SECONDS'] ?? 20);

/**
 * How long it takes from sending a span until `seatrial tail -f` shows it, while so many others arrive: whole processes,
 * one tail that looks at everything and one that waits for the marked spans.
 */
export async function benchTail(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-tail-'));
  const env = { ...process.env, SEATRIAL_STATE_DIR: folder };
  const started: ChildProcess[] = [];
  const start = (args: readonly string[]): ChildProcess => {
    const child = spawn(process.execPath, [bin, ...args], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    started.push(child);
    return child;
  };
  try {
    const dev = start(['dev', '--otlp-port', '0', '--grpc-port', '0', '--api-port', '0']);
    await new Promise<void>((resolve) => {
      dev.stdout?.on('data', (chunk: Buffer) => chunk.includes('Ctrl-C') && resolve());
    });
    const { otlpUrl } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as { readonly otlpUrl: string };
    const everything = start(['tail', '-f', '-n', '1']);
    everything.stdout?.resume();
    const marked = start(['tail', '-f', '-n', '1', '--json', '--where', 'service=marker']);
    const shown = new Map<string, number>();
    let text = '';
    marked.stdout?.on('data', (chunk: Buffer) => {
      const now = performance.now();
      const lines = (text + chunk.toString()).split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) shown.set((JSON.parse(line) as { readonly traceId: string }).traceId, now);
    });
    await sleep(2000);
    const load = start(['generate', '--rate', String(rate), '--for', String(seconds), '--json']);
    let outcome = '';
    load.stdout?.on('data', (chunk: Buffer) => (outcome += chunk.toString()));
    const sent = new Map<string, number>();
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end) {
      const span = createSpan({ service: 'marker', at: Date.now() - startOfTime });
      sent.set(span.traceId, performance.now());
      await fetch(`${otlpUrl}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-protobuf' },
        body: Buffer.from(formatTraces([span], 'protobuf')),
      });
      await sleep(170);
    }
    if (load.exitCode === null) await new Promise((resolve) => load.once('exit', resolve));
    await sleep(3000);
    const waits = [...sent]
      .map(([id, at]) => (shown.get(id) ?? Number.POSITIVE_INFINITY) - at)
      .toSorted((a, b) => a - b);
    const quantile = (share: number): string => (waits[Math.ceil(waits.length * share) - 1] ?? 0).toFixed(0);
    const { spans, seconds: took } = JSON.parse(outcome) as { readonly spans: number; readonly seconds: number };
    return [
      {
        group: 'tail',
        name: `from sending a span to seeing it in "seatrial tail -f", ${Math.round(spans / took).toLocaleString('en-US')} spans/s beside it`,
        detail: `median ${quantile(0.5)} ms, p95 ${quantile(0.95)} ms, longest ${quantile(1)} ms of ${waits.length}`,
      },
    ];
  } finally {
    for (const child of started) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}
