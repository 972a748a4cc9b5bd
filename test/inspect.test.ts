import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '@seatrial/server';
import type { RunningServer } from '@seatrial/server';
import type { Store } from '@seatrial/store';
import { createBatch, createLog, createSpan, startOfTime } from '@seatrial/store/contract';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { hasPseudoTerminals, PseudoTerminal } from './process/pseudo-terminal.ts';
import { runNode, toCleanEnvironment } from './process/run-node.ts';
import type { Outcome } from './process/run-node.ts';

const bin = join(import.meta.dirname, '../packages/cli/bin/seatrial.js');
const seatrial = `${process.execPath} ${bin}`;

let folder: string;
let store: Store;
let server: RunningServer;
let env: Readonly<Record<string, string>>;
let failing: string;

/** Times are those of now, a minute back, so that `--since 1h` finds them. */
const offset = Date.now() - 60_000 - startOfTime;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-inspect-'));
  store = await createDuckDbStore({ path: join(folder, 'seatrial.duckdb') });
  server = await startServer({ store, version: '0.0.1', otlpPort: 0, grpcPort: 0, apiPort: 0 });
  env = {
    SEATRIAL_URL: server.state.apiUrl,
    SEATRIAL_TOKEN: server.state.token,
    SEATRIAL_STATE_DIR: folder,
    TZ: 'UTC',
  };
  const stack = await throwFromBundle();
  const canary = { version: '1.4.2', ring: 'canary' };
  const entry = createSpan({
    ...canary,
    at: offset,
    ms: 120,
    statusCode: 'error',
    attributes: {
      'feature_flags.new-tax': 'on',
      'seatrial.cohort.audience': 'internal',
      'seatrial.functions.touched': ['computeTax', 'Cart.total'],
    },
  });
  const inner = createSpan({
    ...canary,
    traceId: entry.traceId,
    parentSpanId: entry.spanId,
    at: offset + 40,
    ms: 60,
    kind: 'internal',
    name: 'price cart',
    statusCode: 'error',
    attributes: { 'http.route': null, 'feature_flags.new-tax': 'on', 'seatrial.cohort.audience': 'internal' },
    events: [
      {
        timeNano: 1n,
        name: 'exception',
        attributes: {
          'exception.type': 'RangeError',
          'exception.message': 'no tax on -1',
          'exception.stacktrace': stack,
        },
        droppedAttributes: 0,
      },
    ],
  });
  const log = createLog({
    timeNano: inner.startNano + 5_000_000n,
    severityText: 'WARN',
    severityNumber: 13,
    body: 'net is -1',
    traceId: inner.traceId,
    spanId: inner.spanId,
  });
  failing = entry.traceId;
  const others = Array.from({ length: 40 }, (_, index) =>
    createSpan({
      at: offset + index * 500,
      ms: 5 + index,
      attributes: { 'feature_flags.new-tax': 'off', tenant: `t${index % 3}` },
    }),
  );
  await store.ingest(createBatch({ spans: [entry, inner, ...others], logs: [log] }));
  await store.maintain();
});

afterAll(async () => {
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The stack of an error out of a minified bundle, as it is in a container, with its source map beside the bundle here. */
async function throwFromBundle(): Promise<string> {
  mkdirSync(join(folder, 'src'));
  writeFileSync(
    join(folder, 'src/tax.ts'),
    'export function computeTax(net: number): number {\n  if (net < 0) throw new RangeError(`no tax on ${net}`);\n  return net * 0.2;\n}\ncomputeTax(-1);\n',
  );
  const outfile = join(folder, 'dist/server.mjs');
  await build({
    entryPoints: [join(folder, 'src/tax.ts')],
    outfile,
    minify: true,
    sourcemap: true,
    format: 'esm',
    logLevel: 'silent',
  });
  const code = `import(${JSON.stringify(outfile)}).catch((error) => console.log(error.stack))`;
  return execFileSync(process.execPath, ['-e', code]).toString().replaceAll(folder, '/app');
}

const ask = (args: readonly string[]): Promise<Outcome> => runNode([bin, ...args], { env, cwd: folder });
const read = async (args: readonly string[]): Promise<unknown> => JSON.parse((await ask([...args, '--json'])).stdout);

describe('every command has help with examples, JSON, and a sentence for what is wrong', () => {
  it.each(['tail', 'logs', 'trace', 'events', 'sql', 'mcp'])('%s', async (command) => {
    const outcome = await ask([command, '--help']);
    expect(outcome).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Examples:\n') });
  });

  it.each<[readonly string[], number, string]>([
    [['tail', '--rate', '0'], 64, 'whole number'],
    [['tail', '--where', 'tenent=t1'], 64, 'Did you mean tenant?'],
    [['logs', '--where', 'route=/pay'], 64, 'Logs have no route'],
    [['trace', '--first-failing', '--random'], 64, 'Give only one of'],
    [['trace', '--first-failing', '--ring', 'stable'], 69, 'No failing span matches'],
    [['trace', '--random', '--ring', 'cannary'], 69, 'Seen: canary'],
    [['events', '--by', 'tenent'], 64, 'Did you mean tenant?'],
    [['events', '--by', 'a,b,c,d,e,f'], 64, 'No span has'],
    [['events', '--order', 'size'], 64, 'Allowed choices'],
    [['sql'], 64, '--views'],
    [['sql', 'DROP TABLE spans'], 64, 'Only SELECT'],
    [['sql', "SELECT * FROM read_text('/etc/passwd')"], 64, 'read_text is not to be called'],
    [['sql', 'SELECT servce FROM spans'], 64, 'servce'],
    [['sql', '--json', '--csv', 'SELECT 1'], 64, 'Give one'],
    [['sql', '--limit', 'x', 'SELECT 1'], 64, 'limit'],
    [['sql', '--timeout', '20s', 'SELECT count(*) FROM range(3) WHERE range = (SELECT 1 UNION SELECT 2)'], 64, 'fails'],
  ])('%o', async (args, code, message) => {
    const outcome = await ask(args);
    expect(outcome.stderr).toContain(message);
    expect(outcome).toMatchObject({ code, stdout: '' });
  });

  it('JSON', async () => {
    expect(await read(['tail', '-n', '2'])).toHaveLength(2);
    expect(await read(['logs', '--where', 'severity=WARN,body~net'])).toMatchObject([
      { body: 'net is -1', traceId: failing },
    ]);
    expect(await read(['logs', '--where', 'error=true'])).toEqual([]);
    expect(await read(['trace', '--first-failing'])).toMatchObject({
      traceId: failing,
      spans: { length: 2 },
      logs: { length: 1 },
    });
    expect(await read(['events', '--by', 'tenant', '-n', '1'])).toMatchObject({
      groups: 4,
      rows: [{ values: ['t0'], events: 14 }],
    });
    expect(await read(['events', '--heatmap', '--requests'])).toMatchObject({
      of: 'requests',
      arms: [{ events: 41, errors: 1 }],
    });
    expect(await read(['sql', 'SELECT ring, count(*) AS n FROM spans GROUP BY ALL ORDER BY n'])).toEqual([
      { ring: 'canary', n: 2 },
      { ring: 'stable', n: 40 },
    ]);
  });
});

describe('a trace', () => {
  it('has releases, flags, changed functions, frames where they were written, and logs in place', async () => {
    const { stdout } = await ask(['trace', '--first-failing', '--ring', 'canary', '--since', '1h']);
    const frame = stdout.split('\n').find((line) => line.includes('src/tax.ts')) ?? '';
    expect(frame).toMatch(/at computeTax \(src\/tax\.ts:2:\d+\) ← \/app\/dist\/server\.mjs:1:\d+/);
    expect(stdout.replaceAll(/\d{4}-\S+Z|[0-9a-f]{32}|server\.mjs:1:\d+|tax\.ts:\d:\d+/g, '…')).toMatchInlineSnapshot(`
      "trace …
      … · 120 ms · 2 spans · 1 service

      GET /orders · checkout 1.4.2 canary  ███████████████████████████████████████████████████████████████████████████████████████████████████████████████      120 ms
        ⚑ flag.new-tax=on  cohort.audience=internal
        ƒ ran changed functions computeTax, Cart.total
        ✗ failed
        price cart                                                              ████████████████████████████████████████████████████████                       60.0 ms
          ✗ RangeError: no tax on -1
              at computeTax (src/…) ← /app/dist/…
              at src/… ← /app/dist/…
              … 3 more frames
          +5.00 ms WARN: net is -1
      "
    `);
    expect((await ask(['trace', failing, '--sources', '/nowhere'])).stdout).toContain('at ');
  });

  it('can be chosen since the last deploy', async () => {
    await ask(['deploy', 'start', '--service', 'checkout', '--release', '1.4.2']);
    expect(await ask(['trace', '--random', '--since-deploy', '--service', 'checkout'])).toMatchObject({
      code: 69,
      stderr: expect.stringContaining('the last deploy'),
    });
  });
});

it('SQL is a table, CSV, or read from stdin, over a server and on a file alike', async () => {
  const sql = 'SELECT ring, count(*) AS spans, max(duration_ms) AS slowest FROM spans GROUP BY ALL ORDER BY ring';
  expect(await ask(['sql', sql])).toMatchObject({
    stdout: 'ring    spans  slowest\ncanary      2      120\nstable     40       44\n',
    stderr: '2 rows\n',
  });
  expect((await ask(['sql', '--csv', sql])).stdout).toBe('ring,spans,slowest\ncanary,2,120\nstable,40,44\n');
  writeFileSync(join(folder, 'rings.sql'), sql);
  const shell = ['-c', `exec ${seatrial} sql --json - < rings.sql`];
  const piped = await runNode(shell, { env, cwd: folder, execPath: '/bin/sh' });
  expect(JSON.parse(piped.stdout)).toHaveLength(2);
  const file = join(folder, 'other.duckdb');
  const other = await createDuckDbStore({ path: file });
  await other.ingest(createBatch({ spans: [createSpan({ ring: 'canary', ms: 7 })] }));
  await other.close();
  expect((await ask(['sql', '--csv', '--store', file, sql])).stdout).toBe('ring,spans,slowest\ncanary,1,7\n');
  expect((await ask(['sql', '--views'])).stdout).toContain("attributes['http.route']");
  expect((await ask(['sql', '-n', '1', sql])).stderr).toContain('more rows than these 1');
});

it('completes names and values of --where from the store, for every shell', async () => {
  const complete = async (...words: readonly string[]): Promise<string> =>
    (await ask(['complete', '--', ...words])).stdout;
  expect(await complete('tail', '--where', 'ten')).toBe('tenant=\t\n:6\n');
  expect(await complete('tail', '--where', 'ring=canary,tenant=t')).toBe(
    ['t0', 't1', 't2'].map((value) => `ring=canary,tenant=${value}\t\n`).join('') + ':4\n',
  );
  expect(await complete('events', '--by', 'ring,flag.new')).toBe('ring,flag.new-tax\t\n:4\n');
  expect(await complete('trace', '--ring=ca')).toBe('--ring=canary\t\n:4\n');
  expect(await complete('events', '--order', 'e')).toBe('events\t\nerrors\t\nerrorRate\t\n:4\n');
});

it.skipIf(!existsSync('/usr/bin/fish'))('fish shows the values', async () => {
  const line = 'seatrial tail --where ring=canary,flag.new-tax=';
  const command = `seatrial completion fish | source; complete -C '${line}'`;
  const outcome = await runNode(['-c', command], { env: toShellEnvironment(), cwd: folder, execPath: '/usr/bin/fish' });
  expect(outcome.stdout).toContain('ring=canary,flag.new-tax=off');
});

it('agents ask over stdio what they ask over HTTP', async () => {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [bin, 'mcp'],
      env: toCleanEnvironment(env),
      cwd: folder,
    }),
  );
  const { tools } = await client.listTools();
  expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true);
  const call = async (name: string, given: Record<string, unknown>): Promise<unknown> => {
    const { content } = await client.callTool({ name, arguments: given });
    return JSON.parse((content as readonly { readonly text: string }[])[0]?.text ?? '');
  };
  expect(await call('trace', { traceId: failing })).toMatchObject({ spanCount: 2, logs: [{ body: 'net is -1' }] });
  expect(await call('sql', { sql: 'SELECT count(*) FROM spans' })).toMatchObject({ rows: [[42]] });
  expect(await call('verify', { service: 'checkout' })).toMatchObject({ verdict: 'undecided' });
  await client.close();
});

describe.skipIf(!hasPseudoTerminals)('at a terminal', () => {
  it('events are coloured and as wide as it, and plain elsewhere', async () => {
    const terminal = new PseudoTerminal(`${seatrial} events --heatmap --by release`, { env, columns: 90 });
    expect(await terminal.ended).toBe(0);
    expect(terminal.output).toContain('\u001B[31m');
    expect(Math.max(...terminal.lines.slice(0, -3).map((line) => line.length))).toBeLessThanOrEqual(90);
    const plain = await ask(['events', '--heatmap', '--by', 'release']);
    expect(plain.stdout).not.toContain('\u001B');
    expect(plain.stdout).toContain('!');
    const table = new PseudoTerminal(`${seatrial} events --by tenant`, { env, columns: 60 });
    await table.ended;
    for (const line of table.lines) expect(line.length).toBeLessThanOrEqual(60);
  });

  it.each([
    ['trace', 'trace --first-failing --where flag.new-tax=on', '\u001B[31m', 'computeTax'],
    ['logs', 'logs --where severity=WARN', '', 'net is -1'],
    ['sql', `sql "SELECT service, count(*) AS spans FROM spans WHERE service = 'checkout' GROUP BY 1"`, '', 'checkout'],
  ])('%s is as wide as it, in colour where that says something', async (_command, args, colour, text) => {
    const terminal = new PseudoTerminal(`${seatrial} ${args}`, { env, columns: 70 });
    expect(await terminal.ended).toBe(0);
    expect(terminal.output).toContain(colour);
    expect(terminal.output).toContain(text);
    for (const line of terminal.lines) expect(line.length).toBeLessThanOrEqual(70);
  });

  it('a name cannot move its cursor, set its title, or turn its text', async () => {
    const name = '\u001B]0;owned\u0007\u001B[2A\u202Eok';
    await store.ingest(createBatch({ spans: [createSpan({ service: 'hostile', name, at: offset })] }));
    for (const command of ['tail -n 1', 'events --by name', 'operations', 'trace --random']) {
      const terminal = new PseudoTerminal(`${seatrial} ${command} --where service=hostile`, { env, columns: 200 });
      expect(await terminal.ended, command).toBe(0);
      expect(terminal.output, command).toContain(String.raw`\u001b]0;owned\u0007\u001b[2A\u202eok`);
      expect(terminal.output, command).not.toContain(name.slice(0, 4));
    }
  });

  it('tail shows what arrives, says how much it leaves out, and ends with Ctrl-C', async () => {
    const terminal = new PseudoTerminal(`${seatrial} tail -f -n 1 --rate 5 --where service=busy`, {
      env,
      columns: 100,
    });
    await expect.poll(() => terminal.output, { timeout: 20_000 }).toContain('Ctrl-C ends');
    const sending = setInterval(() => {
      const spans = Array.from({ length: 50 }, () => createSpan({ service: 'busy', at: offset, version: '7' }));
      void store.ingest(createBatch({ spans }));
    }, 100);
    await expect
      .poll(() => terminal.lines.join('\n'), { timeout: 20_000 })
      .toMatch(/showing \d+ of \d+\/s \(--rate 5\)/);
    clearInterval(sending);
    terminal.type('\u0003');
    expect(await terminal.ended).toBe(0);
    const shown = terminal.lines.filter((line) => line.includes('busy 7'));
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.length).toBeLessThan(200);
  });

  it('bash completes a selector where it stands', async () => {
    const shell = new PseudoTerminal('bash --norc --noprofile -i', { env: toShellEnvironment(), columns: 200 });
    shell.type('eval "$(seatrial completion bash)"; echo ready$((1+1))\n');
    await expect.poll(() => shell.output, { timeout: 20_000 }).toContain('ready2');
    shell.type('echo seatrial; seatrial events --heatmap --where ring=can\t');
    await expect.poll(() => shell.output, { timeout: 20_000 }).toContain('ring=canary ');
    shell.type('\u0015seatrial tail --where "ring=canary|stable,ten\t');
    await expect.poll(() => shell.output, { timeout: 20_000 }).toContain('"ring=canary|stable,tenant=');
    shell.type('\u0015exit\n');
    await shell.ended;
  });

  it.skipIf(!existsSync('/usr/bin/zsh'))('zsh does so, too, with dashes in names', async () => {
    const shell = new PseudoTerminal('zsh -f -i', { env: toShellEnvironment(), columns: 200 });
    shell.type('autoload -Uz compinit; compinit -D -u; eval "$(seatrial completion zsh)"; echo ready$((1+1))\n');
    await expect.poll(() => shell.output, { timeout: 20_000 }).toContain('ready2');
    shell.type('seatrial tail --where ring=canary,flag.new-t\t');
    // The shell sends only what is new of the line, with movements between.
    await expect.poll(() => shell.output, { timeout: 20_000 }).toMatch(/new-t.*ax=/s);
    shell.type('of\t');
    await expect.poll(() => shell.output, { timeout: 20_000 }).toMatch(/ax=.*of.*f/s);
    shell.type('\u0015exit\n');
    await shell.ended;
  });
});

/** With `seatrial` on the path. */
function toShellEnvironment(): Readonly<Record<string, string>> {
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'bin/seatrial'), `#!/bin/sh\nexec ${seatrial} "$@"\n`, { mode: 0o755 });
  return { ...env, PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`, PS1: '> ' };
}
