import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identity } from './fixtures/identity.ts';
import { runNode } from './process/run-node.ts';
import { createNameServer } from './sink/name-server.ts';
import type { NameServer } from './sink/name-server.ts';
import { createOtlpSink } from './sink/otlp-sink.ts';

/** The child alone sees other files in the place of the system's; only root may do that. */
const isRoot = spawnSync('unshare', ['--mount', 'true']).status === 0;
const why = isRoot ? '' : ': skipped, since it takes root and unshare to put a name server in';
const bind = 'mount --bind "$1" /etc/resolv.conf && mount --bind "$2" /etc/hosts && shift 2 && exec "$@"';

let folder: string;
const servers: NameServer[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-names-'));
});

afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Question {
  /** The name server, an address of this machine that no other test has. */
  readonly at: string;
  /** What it knows; it never answers where this is `undefined`. */
  readonly names: ((name: string) => string | undefined) | undefined;
  readonly resolvConf?: string;
  readonly hosts?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Told {
  readonly code: number | null;
  readonly stderr: string;
  readonly seconds: number;
  /** Names of the spans that the receiver has. */
  readonly spans: readonly string[];
  /** Names that the name server was asked for. */
  readonly asked: readonly string[];
}

/** Runs named.mjs, whose receiver has this name in its endpoint, and waits for its end. */
async function run(name: string, args: readonly string[], question: Question): Promise<Told> {
  const { at, names, resolvConf = '', hosts = '127.0.0.1 localhost\n', env = {} } = question;
  const server = await createNameServer(at, names);
  servers.push(server);
  const sink = await createOtlpSink();
  const files = [join(folder, `${at}-resolv.conf`), join(folder, `${at}-hosts`)] as const;
  writeFileSync(files[0], `nameserver ${at}\n${resolvConf}`);
  writeFileSync(files[1], hosts);
  const start = performance.now();
  const node = [process.execPath, '--import', '@seatrial/register/auto', 'named.mjs', ...args];
  const { code, stderr } = await runNode(['--mount', 'sh', '-c', bind, 'sh', ...files, ...node], {
    execPath: 'unshare',
    cwd: join(import.meta.dirname, 'fixtures/register'),
    env: {
      ...identity,
      OTEL_EXPORTER_OTLP_ENDPOINT: `${sink.env['OTEL_EXPORTER_OTLP_ENDPOINT']}`.replace('127.0.0.1', name),
      OTEL_BSP_SCHEDULE_DELAY: '1',
      // Long enough for any machine.
      ...(names === undefined ? {} : { SEATRIAL_EXIT_WAIT_MS: '10000' }),
      ...env,
    },
  });
  const seconds = (performance.now() - start) / 1000;
  await sink.close();
  const spans = sink.spans().map((span) => span.name);
  return { code, stderr, seconds, spans: spans.toSorted(), asked: server.asked() };
}

describe.skipIf(!isRoot)(`a receiver by its name${why}`, { concurrent: true }, () => {
  it('is found in the domains that are searched, as Kubernetes has them, and gets everything once', async () => {
    const resolvConf = 'search shop.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n';
    const names = (name: string): string | undefined =>
      name === 'collector.shop.svc.cluster.local' ? '127.0.0.1' : undefined;
    const { code, stderr, spans, asked } = await run('collector', ['300', '3'], {
      at: '127.0.0.71',
      names,
      resolvConf,
    });
    expect({ code, stderr, spans }).toEqual({ code: 3, stderr: '', spans: ['first', 'last'] });
    expect(asked).toEqual(['collector.shop.svc.cluster.local']);
  });

  it('is found in the file of hosts, and no name server is asked', async () => {
    const hosts = '127.0.0.1 localhost\n127.0.0.1 other Collector # here\n';
    const { stderr, spans, asked } = await run('collector', ['300'], {
      at: '127.0.0.72',
      names: () => undefined,
      hosts,
    });
    expect({ stderr, spans, asked }).toEqual({ stderr: '', spans: ['first', 'last'], asked: [] });
  });

  it('is found by what else the system knows, where no name server has it', async () => {
    const aliases = join(folder, 'aliases');
    writeFileSync(aliases, 'collector collector.example\n');
    const { stderr, spans } = await run('collector', ['600'], {
      at: '127.0.0.73',
      names: (name) => (name === 'collector.example' ? '127.0.0.1' : undefined),
      // hostname(7): of an alias the C library alone knows.
      env: { HOSTALIASES: aliases },
    });
    expect({ stderr, spans }).toEqual({ stderr: '', spans: ['first', 'last'] });
  });

  it('is found where the first name server is silent and the second is not', async () => {
    servers.push(await createNameServer('127.0.0.79', () => '127.0.0.1'));
    const { stderr, spans } = await run('collector.example', ['300'], {
      at: '127.0.0.78',
      names: undefined,
      resolvConf: 'nameserver 127.0.0.79\n',
      env: { SEATRIAL_EXIT_WAIT_MS: '10000' },
    });
    // Nothing is amiss, though the process ends before the second has answered.
    expect({ stderr, spans }).toEqual({ stderr: '', spans: ['first', 'last'] });
  });

  it('that nobody knows is said with the name', async () => {
    const { code, stderr, spans } = await run('collector.example', ['600', '3'], {
      at: '127.0.0.74',
      names: () => undefined,
    });
    expect({ code, spans }).toEqual({ code: 3, spans: [] });
    expect(stderr).toContain('telemetry could not be sent (getaddrinfo ENOTFOUND collector.example)');
  });

  it.each([
    ['http', 'process.exit', '127.0.0.81'],
    ['http', 'a natural end', '127.0.0.82'],
    ['https', 'process.exit', '127.0.0.83'],
    ['https', 'a natural end', '127.0.0.84'],
    ['grpc', 'process.exit', '127.0.0.85'],
    ['grpc', 'a natural end', '127.0.0.86'],
  ])('over %s with a silent name server does not hold %s', async (way, ending, at) => {
    const exitCode = ending === 'process.exit' ? 3 : 0;
    const { code, stderr, seconds } = await run('collector', exitCode === 0 ? ['300'] : ['300', '3'], {
      at,
      names: undefined,
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: `${way === 'https' ? 'https' : 'http'}://collector.example:4318`,
        OTEL_EXPORTER_OTLP_PROTOCOL: way === 'grpc' ? 'grpc' : 'http/protobuf',
      },
    });
    expect(code).toBe(exitCode);
    expect(stderr).toMatch(/telemetry could not be sent|did not take the last telemetry/);
    // It is the C library that waits for ten seconds.
    expect(seconds).toBeLessThan(8);
  });

  it('with a silent name server holds no end where the time to wait is 0', async () => {
    const surroundings = { at: '127.0.0.87', names: undefined };
    const waiting = await run('collector.example', ['300'], surroundings);
    const hasty = await run('collector.example', ['300'], {
      ...surroundings,
      at: '127.0.0.88',
      env: { SEATRIAL_EXIT_WAIT_MS: '0' },
    });
    expect({ code: hasty.code, spans: hasty.spans }).toEqual({ code: 0, spans: [] });
    expect(hasty.seconds).toBeLessThan(waiting.seconds);
  });

  it('that has moved is found again at its new address', async () => {
    let address = '127.0.0.1';
    const seen: string[] = [];
    const listen = async (where: string, port: number, then: (server: Server) => void): Promise<Server> => {
      const server = createServer((request, response) => {
        request.resume();
        response.end();
        response.once('close', () => {
          seen.push(where);
          then(server);
        });
      }).listen(port, where);
      await once(server, 'listening');
      return server;
    };
    const old = await listen('127.0.0.1', 0, (server) => {
      address = '127.0.0.2';
      server.close();
      server.closeAllConnections();
    });
    const { port } = old.address() as AddressInfo;
    const fresh = await listen('127.0.0.2', port, () => {});
    const { code, stderr } = await run('collector', ['900', '3'], {
      at: '127.0.0.76',
      names: (name) => (name === 'collector.example' ? address : undefined),
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://collector.example:${port}`, OTEL_LOGS_EXPORTER: 'none' },
    });
    fresh.close();
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    expect(seen[0]).toBe('127.0.0.1');
    expect(seen).toContain('127.0.0.2');
  });
});
