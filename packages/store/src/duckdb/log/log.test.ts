import { spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatTraces } from '@seatrial/otlp';
import { createSpan } from '../../contract/index.ts';
import type { ExportRequest } from '../../request.ts';
import { createDuckDbStore } from '../index.ts';
import { readSegment, toSegmentHead } from './segments.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-log-'));
  path = join(folder, 'seatrial.duckdb');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const logs = JSON.stringify({
  resourceLogs: [
    { scopeLogs: [{ logRecords: [{ timeUnixNano: '1764000000000000000', body: { stringValue: 'hello' } }] }] },
  ],
});
const toLogsRequest = (): ExportRequest => ({ signal: 'logs', encoding: 'json', bytes: Buffer.from(logs) });

/** A process that takes `requests` of ten spans and one of logs, asks nothing, and is killed when all are acknowledged. */
async function crash(requests: number): Promise<void> {
  const url = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);
  const script = `
    import { gzipSync } from 'node:zlib';
    import { formatTraces } from '@seatrial/otlp';
    import { createDuckDbStore } from ${url('../index.ts')};
    import { createSpan } from ${url('../../contract/telemetry.ts')};
    const store = await createDuckDbStore({ path: ${JSON.stringify(path)} });
    const take = (index) => {
      const spans = Array.from({ length: 10 }, (_, at) => createSpan({ attributes: { index, at, 'crash.name': 'x' } }));
      const bytes = formatTraces(spans, 'protobuf');
      const gzip = index % 2 === 0 ? { gzip: gzipSync(bytes) } : {};
      return store.ingestRequest({ signal: 'traces', encoding: 'protobuf', bytes, ...gzip });
    };
    await Promise.all(Array.from({ length: ${requests} }, (_, index) => take(index)));
    await store.ingestRequest({ signal: 'logs', encoding: 'json', bytes: Buffer.from(${JSON.stringify(logs)}) });
    process.kill(process.pid, 'SIGKILL');`;
  const child = spawn(process.execPath, ['-C', '@seatrial/source', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'ignore', 'inherit'],
    cwd: import.meta.dirname,
  });
  const [, signal] = await new Promise<readonly unknown[]>((resolve) => {
    child.once('exit', (...how) => resolve(how));
  });
  expect(signal).toBe('SIGKILL');
}

const toLog = (): string => readdirSync(folder).find((name) => name.includes('.log.')) ?? '';

describe('requests that were acknowledged and not yet in the database when the process was killed', () => {
  it('are there when the file is opened, in place and order, and what is sent again is counted once', async () => {
    await crash(60);
    expect(toLog()).toBe('seatrial.duckdb.log.1');
    const store = await createDuckDbStore({ path });
    expect(await store.stats()).toMatchObject({ spans: 600, logs: 1 });
    const rows = await store.spans({ after: 0, limit: 1000 });
    expect(rows.map((row) => row.cursor)).toEqual(rows.map((_, index) => index + 1));
    expect(await store.attributeNames()).toContain('crash.name');
    expect(await store.attributeValues('crash.name')).toEqual([{ value: 'x', spans: 600 }]);
    await store.ingestRequest(toLogsRequest());
    expect(await store.stats()).toMatchObject({ logs: 1 });
    await store.close();
    expect(readdirSync(folder)).toEqual(['seatrial.duckdb']);
  });

  it('are seen by who only looks at the file', async () => {
    await crash(3);
    const reader = await createDuckDbStore({ path, readOnly: true });
    expect(await reader.stats()).toMatchObject({ spans: 30, logs: 1 });
    await reader.close();
  });

  it('are there up to where the log was cut off', async () => {
    await crash(20);
    const log = join(folder, toLog());
    const { length } = readFileSync(log);
    const whole = join(folder, 'whole');
    for (const file of [path, `${path}.wal`, log]) if (existsSync(file)) copyFileSync(file, file.replace(path, whole));
    for (const cut of [length - 1, Math.floor(length / 2), 70, 10, 0]) {
      for (const suffix of ['', '.wal', '.log.1'])
        if (existsSync(whole + suffix)) copyFileSync(whole + suffix, path + suffix);
        else rmSync(path + suffix, { force: true });
      truncateSync(log, cut);
      const store = await createDuckDbStore({ path });
      const { spans, logs: records } = await store.stats();
      expect(spans % 10).toBe(0);
      expect(spans).toBeLessThanOrEqual(200);
      expect(records).toBe(0);
      if (cut === length - 1) expect(spans).toBe(200);
      await store.close();
    }
  });

  it('are not passed by where the log is damaged in its middle, or is of another store: it says what to do', async () => {
    await crash(20);
    const log = join(folder, toLog());
    const bytes = readFileSync(log);
    const damaged = Buffer.from(bytes);
    damaged.fill(7, 300, 320);
    for (const [content, why] of [
      [damaged, 'damaged at byte 64'],
      [Buffer.concat([toSegmentHead('another'), bytes.subarray(64)]), 'of another store'],
    ] as const) {
      writeFileSync(log, content);
      await expect(createDuckDbStore({ path })).rejects.toMatchObject({
        code: 'SEATRIAL_STORE_UNUSABLE',
        message: expect.stringContaining(why),
      });
      expect(readFileSync(log).equals(content)).toBe(true);
    }
    writeFileSync(log, bytes);
    const store = await createDuckDbStore({ path });
    expect(await store.stats()).toMatchObject({ spans: 200 });
    await store.close();
  });
});

it('a log keeps requests as they came: compressed where they came so', async () => {
  const store = await createDuckDbStore({ path });
  const bytes = formatTraces([createSpan()], 'protobuf');
  const gzip = gzipSync(bytes);
  await store.ingestRequest({ signal: 'traces', encoding: 'protobuf', bytes, gzip: new Uint8Array(gzip) });
  const log = join(folder, toLog());
  const id = readFileSync(log, 'latin1').split(' ')[4] ?? '';
  expect(readSegment(path, 1, id)).toMatchObject([{ signal: 'traces', encoding: 'protobuf', gzip: true, sequence: 1 }]);
  expect(Buffer.from(readSegment(path, 1, id)[0]?.bytes ?? []).equals(gzip)).toBe(true);
  expect(await store.spans()).toHaveLength(1);
  expect(toLog()).toBe('');
  await store.close();
});

it(
  'more rows than a transaction takes are all there, once, in the order of their arrival',
  { timeout: 60_000 },
  async () => {
    const store = await createDuckDbStore({ path });
    const spans = Array.from({ length: 130_000 }, (_, index) => createSpan({ attributes: { index } }));
    const sent: Promise<unknown>[] = [];
    for (let start = 0; start < spans.length; start += 2600) {
      const bytes = formatTraces(spans.slice(start, start + 2600), 'protobuf');
      sent.push(store.ingestRequest({ signal: 'traces', encoding: 'protobuf', bytes }));
      if (sent.length % 10 === 0) await Promise.all(sent);
    }
    await Promise.all(sent);
    expect(await store.stats()).toMatchObject({ spans: 130_000, activity: { duplicates: 0 } });
    // Where the first transaction ended is the middle of a request.
    const rows = await store.spans({ after: 122_800, limit: 200 });
    expect(rows.map((row) => row.cursor)).toEqual(rows.map((_, index) => 122_801 + index));
    expect(rows.map((row) => row.attributes['index'])).toEqual(rows.map((_, index) => 122_800 + index));
    await store.close();
  },
);
