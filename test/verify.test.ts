import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSelector } from '@seatrial/model';
import type { SpanRecord } from '@seatrial/model';
import { gather, judge } from '@seatrial/trial';
import type { Outcome, VerifyOptions } from '@seatrial/trial';
import { formatVerdict } from '../packages/cli/src/format/verdict.ts';
import type { Terminal } from '../packages/cli/src/terminal.ts';
import { runNode } from './process/run-node.ts';
import { createRequests, openScene } from './verify-scenes.ts';
import type { Side } from './verify-scenes.ts';

const seatrial = join(import.meta.dirname, '../packages/cli/bin/seatrial.js');
const goldens = join(import.meta.dirname, 'fixtures/verify');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-verify-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(args: readonly string[]) {
  return runNode([seatrial, 'verify', ...args], { env: { COLUMNS: '110', SEATRIAL_STATE_DIR: join(folder, 'state') } });
}

const stable: Side = { perMinute: 240, to: 60, errorRate: 0.002 };
const canary: Side = { version: '1.4.2', ring: 'canary', perMinute: 120, from: 20, to: 60, errorRate: 0.002 };

interface Scene {
  readonly name: string;
  readonly sides: readonly Side[];
  readonly options?: Partial<VerifyOptions>;
  readonly verdict: Outcome;
  readonly more?: readonly SpanRecord[];
  readonly says: string;
}

const scenes: readonly Scene[] = [
  {
    name: 'regressed-errors',
    sides: [stable, { ...canary, errorRate: 0.05, error: 'no end date' }],
    verdict: 'regressed',
    says: 'Fails 3',
  },
  { name: 'regressed-latency', sides: [stable, { ...canary, medianMs: 26 }], verdict: 'regressed', says: 'Slower' },
  { name: 'ok', sides: [stable, canary], verdict: 'ok', says: 'OK  checkout 1.4.2 (canary) against 1.4.1 (stable)' },
  {
    name: 'ok-without-errors',
    sides: [
      { ...stable, errorRate: 0 },
      { ...canary, errorRate: 0 },
    ],
    verdict: 'ok',
    says: 'Nothing failed in 4,800 requests',
  },
  {
    name: 'undecided',
    sides: [stable, { ...canary, from: 55 }],
    verdict: 'undecided',
    says: 'more at this traffic if nothing is wrong',
  },
  { name: 'one-release', sides: [stable], verdict: 'undecided', says: 'Only one release of checkout was seen' },
  {
    name: 'equal-release',
    sides: [stable, { ...canary, version: '1.4.1' }],
    options: { candidate: parseSelector('ring=canary') },
    verdict: 'ok',
    says: 'Both sides run the same release, 1.4.1',
  },
  {
    name: 'no-candidate',
    sides: [stable],
    options: { candidate: parseSelector('release=1.5') },
    verdict: 'undecided',
    says: 'Nothing of checkout matches release=1.5',
  },
  {
    name: 'no-traffic',
    sides: [stable, canary],
    options: { candidate: parseSelector('release=1.4.2'), where: parseSelector('route=/none') },
    verdict: 'undecided',
    says: 'closed batch',
  },
  {
    name: 'only-warm',
    sides: [stable, { ...canary, resource: { 'process.creation.time': '2026-11-24T11:00:00Z' } }],
    verdict: 'undecided',
    says: 'all while its processes were young',
  },
  {
    name: 'before-after',
    sides: [
      { ...stable, to: 30 },
      { ...canary, perMinute: 240, from: 30 },
    ],
    verdict: 'undecided',
    says: 'Before and after is no proof',
  },
  {
    name: 'before-after-regressed',
    sides: [
      { ...stable, to: 30 },
      { ...canary, perMinute: 240, from: 30, errorRate: 0.03 },
    ],
    verdict: 'regressed',
    says: 'REGRESSED',
  },
  {
    name: 'before-after-week',
    sides: [
      { ...stable, from: 30 - 7 * 1440, to: 60 - 7 * 1440, errorRate: 0.03 },
      { ...stable, to: 30 },
      { ...canary, perMinute: 240, from: 30, errorRate: 0.03 },
    ],
    verdict: 'undecided',
    says: 'the same hours of the week before',
  },
  {
    name: 'renamed-route',
    sides: [
      { ...stable, errorRate: 0 },
      { ...canary, errorRate: 0, routes: { '/v2/orders': 0.7, '/cart': 0.3 } },
    ],
    verdict: 'undecided',
    says: '/orders vanished and /v2/orders appeared',
  },
  {
    name: 'unequal-sampling',
    sides: [stable, canary],
    more: createRequests({ ...canary, to: 31 }, 99).map((span) => ({ ...span, traceState: 'ot=th:c' })),
    verdict: 'undecided',
    says: 'sampled at different rates',
  },
  {
    name: 'flag-without-subject',
    sides: [
      { ...stable, attributes: { 'feature_flags.new-checkout': 'off' } },
      { ...stable, attributes: { 'feature_flags.new-checkout': 'on' } },
    ],
    options: { flag: 'new-checkout' },
    verdict: 'undecided',
    says: 'carry no hash of their user',
  },
  {
    name: 'flag',
    sides: [
      { ...stable, attributes: { 'feature_flags.new-checkout': 'off' } },
      { ...stable, errorRate: 0.03, attributes: { 'feature_flags.new-checkout': 'on' } },
    ],
    options: { flag: 'new-checkout', unit: 'trace' },
    verdict: 'regressed',
    says: 'flag.new-checkout=on against flag.new-checkout=off',
  },
  {
    name: 'no-such-service',
    sides: [stable],
    options: { service: 'chekout' },
    verdict: 'undecided',
    says: 'No request of the service chekout',
  },
];

/** A terminal of 110 columns that takes no colours. */
const terminal: Terminal = {
  width: 110,
  live: false,
  print: () => undefined,
  say: () => undefined,
  paint: (_, text) => text,
};

describe('the verdict in a terminal', () => {
  it.each(scenes.map((scene) => [scene.name, scene] as const))(
    '%s',
    async (name, { sides, options = {}, verdict, says, more = [] }) => {
      const store = await openScene(':memory:', sides, more);
      const judged = judge(await gather(store, { service: 'checkout', ...options }));
      await store.close();
      const text = formatVerdict(judged, terminal);
      expect(text).toContain(says);
      expect(judged.verdict).toBe(verdict);
      expect(text.split('\n').length, 'one screen').toBeLessThanOrEqual(45);
      await expect(`${text}\n`).toMatchFileSnapshot(join(goldens, `${name}.txt`));
    },
  );
});

describe('other forms of the same verdict', () => {
  let path: string;
  let evidence: string;

  beforeAll(async () => {
    path = join(folder, 'forms.duckdb');
    evidence = join(folder, 'evidence.json');
    const store = await openScene(path, [stable, { ...canary, errorRate: 0.05, error: 'no end date' }]);
    await store.close();
  });

  it('a replay gives the same bytes in every form', async () => {
    for (const form of [['--json'], [], ['--why', '/orders']]) {
      const asked = await run(['--store', path, '--service', 'checkout', '--out', evidence, ...form]);
      expect(existsSync(evidence)).toBe(true);
      const replayed = await run(['--replay', evidence, ...form]);
      expect(replayed).toEqual(asked);
    }
  });

  it.each([
    ['json', '--json'],
    ['xml', '--junit'],
    ['md', '--markdown'],
  ])('as %s', async (extension, flag) => {
    const outcome = await run(['--store', path, '--service', 'checkout', flag]);
    expect(outcome.code).toBe(10);
    await expect(outcome.stdout).toMatchFileSnapshot(join(goldens, `forms.${extension}`));
    if (flag === '--json') expect(JSON.parse(outcome.stdout)).toMatchObject({ schema: 1, verdict: 'regressed' });
  });

  it('--why prints the strata and e-values of a route, and names the routes that there are', async () => {
    const outcome = await run(['--store', path, '--service', 'checkout', '--why', '/orders']);
    expect(outcome.stdout).toContain('ln E errors');
    expect((await run(['--store', path, '--service', 'checkout', '--why', '/ordres'])).stderr).toContain(
      'Did you mean /orders?',
    );
  });

  it.each([
    [['--service', 'checkout', '--json', '--junit'], 'two answers to one question'],
    [[], 'Which service?'],
    [['--service', 'checkout', '--unit', 'user'], 'give one of request, subject, trace'],
    [['--service', 'checkout', '--batch', '7s'], 'a divisor of 60 s'],
    [['--replay', 'package.json'], 'is no evidence of a verdict'],
    [['--replay', 'nowhere.json'], 'cannot be read'],
    [['--service', 'checkout', '--wait', '1h', '--complete'], 'nothing to --wait for'],
  ])('refuses %j', async (args, says) => {
    const outcome = await run([...args, '--store', path]);
    expect(outcome.stderr).toContain(says);
    expect(outcome.code).toBe(64);
  });
});
