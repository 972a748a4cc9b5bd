import { execFileSync, fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatTraces } from '@seatrial/otlp';
import { startServer } from '@seatrial/server';
import type { RunningServer } from '@seatrial/server';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import type { FileStore } from '@seatrial/store/duckdb';
import { createRandom } from '../../packages/cli/src/generate/random.ts';
import { Traffic } from '../../packages/cli/src/generate/traffic.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-faults-'));
  path = join(folder, 'seatrial.duckdb');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A process that stores batches as fast as it can, and says after each how many it was told are on disk. */
function startWriter(seed: number): ChildProcess {
  return fork(join(import.meta.dirname, 'faults-writer.ts'), [path, String(seed)], {
    execArgv: ['-C', '@seatrial/source'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

const exited = (child: ChildProcess): Promise<void> => new Promise((resolve) => child.once('exit', () => resolve()));

describe('a process that is killed', () => {
  it('50 times at random moments while it writes loses nothing that was acknowledged, and its file opens', async () => {
    const random = createRandom(20_261_124);
    let known = 0;
    for (let round = 0; round < 50; round += 1) {
      const writer = startWriter(round + 1);
      let acknowledged = 0;
      writer.on('message', (count) => (acknowledged = Number(count)));
      await expect.poll(() => acknowledged, { timeout: 60_000, interval: 5 }).toBeGreaterThan(0);
      await new Promise((resolve) => setTimeout(resolve, random() * 400));
      const ended = exited(writer);
      writer.kill('SIGKILL');
      await ended;
      const store = await createDuckDbStore({ path });
      const { spans } = await store.stats();
      expect(spans, `round ${round}`).toBeGreaterThanOrEqual(known + acknowledged);
      expect(spans % 512, 'batches are whole').toBe(0);
      known = spans;
      await store.close();
    }
    console.log(`killed 50 times: ${known} spans, none of them lost`);
  });

  it('leaves a log that may end anywhere: the file opens with whole batches, as many as the log has', async () => {
    const writer = startWriter(1);
    let acknowledged = 0;
    writer.on('message', (count) => (acknowledged = Number(count)));
    await expect.poll(() => acknowledged, { timeout: 60_000, interval: 5 }).toBeGreaterThan(20_000);
    const ended = exited(writer);
    writer.kill('SIGKILL');
    await ended;
    const log = `${path}.wal`;
    const whole = join(folder, 'whole');
    mkdirSync(whole);
    copyFileSync(path, join(whole, 'file'));
    copyFileSync(log, join(whole, 'log'));
    const { size } = statSync(log);
    const random = createRandom(7);
    const counts: number[] = [];
    for (let round = 0; round < 25; round += 1) {
      copyFileSync(join(whole, 'file'), path);
      copyFileSync(join(whole, 'log'), log);
      truncateSync(log, Math.floor(random() * size));
      const store = await createDuckDbStore({ path });
      const { spans } = await store.stats();
      expect(spans % 512).toBe(0);
      await store.ingest({ spans: new Traffic({ seed: 1000 + round }).next(512, Date.now()), logs: [], metrics: [] });
      expect((await store.stats()).spans).toBe(spans + 512);
      await store.close();
      counts.push(spans);
    }
    expect(Math.max(...counts)).toBeGreaterThan(0);

    // Bytes that are not what was written, in the middle: said, with what to do, and nothing is made worse.
    let refused = 0;
    for (let round = 0; round < 10; round += 1) {
      copyFileSync(join(whole, 'file'), path);
      const bytes = readFileSync(join(whole, 'log'));
      const at = Math.floor(random() * bytes.length);
      bytes.fill(random() * 256, at, Math.min(bytes.length, at + 64));
      writeFileSync(log, bytes);
      try {
        const store = await createDuckDbStore({ path });
        expect((await store.stats()).spans % 512).toBe(0);
        await store.close();
      } catch (error) {
        refused += 1;
        expect(error).toMatchObject({
          code: 'SEATRIAL_STORE_UNUSABLE',
          message: expect.stringContaining('move the log away'),
        });
        expect(readFileSync(log).equals(bytes)).toBe(true);
        rmSync(log);
        await (await createDuckDbStore({ path })).close();
      }
    }
    console.log(
      `a log of ${size} bytes, cut 25 times: ${counts.join(' ')} spans; changed 10 times: refused ${refused} times`,
    );
  });
});

const canMount = process.getuid?.() === 0 && process.platform === 'linux';
const whyNot = 'a small file system has to be mounted, which needs root on Linux';
if (!canMount) console.log(`disk full: skipped; ${whyNot}`);

it.skipIf(!canMount)(
  `a disk that fills up: refused with 503 before it hurts, all that was acknowledged is there (else skipped: ${whyNot})`,
  async () => {
    const small = join(folder, 'small');
    mkdirSync(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'none', small]);
    try {
      for (const [reserveBytes, way] of [
        [33_554_432, 'batches'],
        [0, 'batches'],
        [33_554_432, 'requests'],
        [0, 'requests'],
      ] as const) {
        const file = join(small, `store-${reserveBytes}-${way}.duckdb`);
        const traffic = new Traffic({ seed: 3 });
        let store: FileStore = await createDuckDbStore({ path: file, reserveBytes });
        const ingest = (): Promise<unknown> => {
          const spans = traffic.next(512, Date.now());
          return way === 'batches'
            ? store.ingest({ spans, logs: [], metrics: [] })
            : store.ingestRequest({ signal: 'traces', encoding: 'protobuf', bytes: formatTraces(spans, 'protobuf') });
        };
        let acknowledged = 0;
        let refusal: unknown;
        for (let round = 0; round < 3000; round += 1) {
          try {
            await ingest();
            acknowledged += 512;
          } catch (error) {
            refusal = error;
            break;
          }
        }
        expect(refusal).toMatchObject({ code: expect.stringMatching(/STORE_BUSY|STORE_UNUSABLE/) });
        if (reserveBytes > 0)
          expect(refusal).toMatchObject({ code: 'SEATRIAL_STORE_BUSY', message: expect.stringContaining('left') });
        if (reserveBytes > 0 || way === 'batches')
          expect((await store.stats()).spans).toBeGreaterThanOrEqual(acknowledged);
        // Without a reserve there may be no room for the rows of what is in the log.
        else
          await store.stats().catch((error: unknown) => expect(error).toMatchObject({ code: 'SEATRIAL_STORE_BUSY' }));
        // Room again, as after somebody made some: it goes on without being started anew.
        execFileSync('mount', ['-o', 'remount,size=400m', small]);
        await expect.poll(() => ingest().then(() => 'taken', String), { timeout: 20_000, interval: 500 }).toBe('taken');
        await store.close();
        store = await createDuckDbStore({ path: file, reserveBytes: 0 });
        expect((await store.stats()).spans).toBeGreaterThanOrEqual(acknowledged + 512);
        await store.close();
        rmSync(file, { force: true });
        execFileSync('mount', ['-o', 'remount,size=96m', small]);
        console.log(
          `disk full with a reserve of ${reserveBytes}, ${way}: after ${acknowledged} spans, ${(refusal as Error).message}`,
        );
      }
    } finally {
      execFileSync('umount', [small]);
    }
  },
);

describe('a receiver', () => {
  let store: FileStore;
  let server: RunningServer;

  beforeEach(async () => {
    store = await createDuckDbStore({ path });
    server = await startServer({ store, version: '0.0.0', otlpPort: 0, grpcPort: 0, apiPort: 0 });
  });

  afterEach(async () => {
    await server.close();
    await store.close();
  });

  const post = async (body: Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${server.state.otlpUrl}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf', ...headers },
      body: new Uint8Array(body),
    });
  const small = (): Uint8Array =>
    formatTraces(new Traffic({ seed: Math.round(Math.random() * 1e9) }).next(10, Date.now()), 'protobuf');

  it('answers others while 10,000 connections are half open', async () => {
    const { port } = new URL(server.state.otlpUrl);
    const limit = Number(execFileSync('sh', ['-c', 'ulimit -n']).toString());
    const wanted = Number.isNaN(limit) ? 10_000 : Math.min(10_000, limit - 500);
    const holder = spawn(
      process.execPath,
      [
        '-e',
        `
      const { connect } = require('node:net');
      let open = 0;
      for (let i = 0; i < ${wanted}; i += 1) connect(${port}, '127.0.0.1', function () {
        this.write('POST /v1/traces HTTP/1.1\\r\\nhost: 127.0.0.1\\r\\ncontent-');
        open += 1;
        if (open === ${wanted}) console.log(open);
      }).on('error', () => undefined);`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    const times: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      const began = performance.now();
      expect((await post(small())).status).toBe(200);
      times.push(performance.now() - began);
    }
    console.log(
      `${wanted} half-open connections: answers within ${Math.max(...times).toFixed(0)} ms, ${Math.round(process.memoryUsage.rss() / 1e6)} MB`,
    );
    const ended = exited(holder);
    holder.kill('SIGKILL');
    await ended;
    expect((await post(small())).status).toBe(200);
  });

  it('refuses 1 GB of gzip zeros and a batch of 100 MB, and does not grow by them', async () => {
    const zeros = gzipSync(Buffer.alloc(1_000_000_000));
    const before = process.memoryUsage.rss();
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(zeros, { 'content-encoding': 'gzip' })));
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 413));
    expect((await post(Buffer.alloc(100_000_000)).catch(() => ({ status: 413 }))).status).toBe(413);
    const grown = process.memoryUsage.rss() - before;
    console.log(`8 times 1 GB of gzip zeros at once, then 100 MB: grown by ${Math.round(grown / 1e6)} MB`);
    expect(grown).toBeLessThan(1_200_000_000);
    expect((await post(small())).status).toBe(200);
  });

  it('takes a trace of 100,000 spans, and gives it back', async () => {
    const traceId = 'ab'.repeat(16);
    const spans = new Traffic({ seed: 9 }).next(100_000, Date.now()).map((span) => ({ ...span, traceId }));
    for (let start = 0; start < spans.length; start += 20_000)
      expect(
        (
          await post(gzipSync(formatTraces(spans.slice(start, start + 20_000), 'protobuf')), {
            'content-encoding': 'gzip',
          })
        ).status,
      ).toBe(200);
    expect(await store.trace(traceId)).toHaveLength(100_000);
  });

  it('is reached by a client that goes away in the middle of a body', async () => {
    const { port } = new URL(server.state.otlpUrl);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(
          'POST /v1/traces HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/x-protobuf\r\ncontent-length: 60000000\r\n\r\nabc',
        );
        setTimeout(() => socket.destroy(), 50);
      });
      socket.once('close', () => resolve());
    });
    // The room that it was given is free again: three more of its size fit into 128 MiB only then.
    for (let round = 0; round < 4; round += 1) expect((await post(small())).status).toBe(200);
    expect(existsSync(path)).toBe(true);
  });
});
