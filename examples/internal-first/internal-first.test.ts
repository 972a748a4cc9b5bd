import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createOtlpSink } from '../../test/sink/otlp-sink.ts';
import type { OtlpSink } from '../../test/sink/otlp-sink.ts';
import { startService } from '../shop/services.ts';
import type { RunningService } from '../shop/services.ts';

let folder: string;
let flags: string;
let sink: OtlpSink;
let service: RunningService;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-internal-first-'));
  flags = join(folder, 'flags.json');
  openRing('1-internal');
  sink = await createOtlpSink();
});

afterEach(async () => {
  await service.stop();
  await sink.close();
  rmSync(folder, { recursive: true, force: true });
});

function openRing(ring: string): void {
  copyFileSync(join(import.meta.dirname, 'rings', `${ring}.json`), flags);
}

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  service = await startService({
    folder: import.meta.dirname,
    script: 'server.js',
    env: { ...sink.env, FLAGS_FILE: flags, OTEL_BSP_SCHEDULE_DELAY: '100', ...env },
  });
}

async function checkout(headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const response = await fetch(`${service.url}/checkout`, { method: 'POST', headers });
  return ((await response.json()) as { readonly checkout: string }).checkout;
}

function requests(): readonly unknown[] {
  return sink
    .spans()
    .filter(({ kind }) => kind === 'server')
    .map(({ attributes }) => [
      attributes['seatrial.cohort.audience'],
      attributes['feature_flags.new-checkout'],
      attributes['feature_flag.version'],
    ]);
}

it('staff come first, by header or cookie; the ring opens without a restart, and is a version of its own', async () => {
  await start();
  expect(await checkout({ 'x-audience': 'internal' })).toBe('new');
  expect(await checkout({ cookie: 'theme=dark; staff=yes' })).toBe('new');
  expect(await checkout({ 'x-audience': 'beta' })).toBe('old');
  expect(await checkout({ 'x-audience': 'alice@example.com' })).toBe('old');
  expect(await checkout()).toBe('old');
  openRing('2-beta');
  while ((await checkout({ 'x-audience': 'beta' })) === 'old') await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await checkout()).toBe('old');
  openRing('3-public');
  while ((await checkout()) === 'old') await new Promise((resolve) => setTimeout(resolve, 50));
  await service.stop();
  expect(requests().slice(0, 5)).toEqual([
    ['internal', 'on', 'ring-1-internal'],
    ['internal', 'on', 'ring-1-internal'],
    ['beta', 'off', 'ring-1-internal'],
    ['other', 'off', 'ring-1-internal'],
    ['public', 'off', 'ring-1-internal'],
  ]);
  expect(requests()).toContainEqual(['beta', 'on', 'ring-2-beta']);
  expect(requests()).toContainEqual(['public', 'off', 'ring-2-beta']);
  expect(requests().at(-1)).toEqual(['public', 'on', 'ring-3-public']);
});

it('behind a load balancer nobody is staff by their own word, until it is named', async () => {
  const outside = { 'x-audience': 'internal', 'x-forwarded-for': '203.0.113.9' };
  await start();
  expect(await checkout(outside)).toBe('old');
  expect(service.stderr()).toMatch(/claims a cohort.*is not believed.*cohorts\.trust/);
  await service.stop();
  await start({ TRUST: '127.0.0.0/8' });
  expect(await checkout(outside)).toBe('new');
});
