import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExponentialHistogramPoint, GaugePoint, MetricPoint, ProbePlan, SumPoint } from '@seatrial/model';
import { writeHandPlan } from './process/hand-plan.ts';
import { runNode } from './process/run-node.ts';
import type { Outcome } from './process/run-node.ts';
import { createOtlpSink } from './sink/otlp-sink.ts';
import type { OtlpSink, SinkProtocol } from './sink/otlp-sink.ts';

const root = join(import.meta.dirname, '..');
const files = ['prices.js', 'legacy.cjs', 'tax.ts', 'unused.js'];
const auto = ['--import', '@seatrial/register/auto'];

let sink: OtlpSink;
let folder: string;

beforeEach(async () => {
  sink = await createOtlpSink();
  folder = mkdtempSync(join(tmpdir(), 'seatrial-probes-'));
  cpSync(join(root, 'test/fixtures/probes'), folder, { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
});

afterEach(async () => {
  await sink.close();
  rmSync(folder, { recursive: true, force: true });
});

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return runNode(args, { cwd: folder, env: { ...sink.env, ...env } });
}

function allPoints(name: string): readonly MetricPoint[] {
  return sink.metrics().filter(({ metric }) => metric.name === `seatrial.function.${name}`);
}

/** A process that runs for long reports again: the last point of each series. */
function pointsOf(name: string): readonly MetricPoint[] {
  return [...new Map(allPoints(name).map((point) => [toSeries(point), point])).values()];
}

function toSeries({ attributes, resource }: MetricPoint): string {
  return JSON.stringify([attributes, resource.attributes['service.instance.id']]);
}

/** Values by function and whatever else is asked for, the last of each series and process, added up. */
function sums(name: string, ...attributes: readonly string[]): Readonly<Record<string, number>> {
  const last = new Map<string, readonly [string, number]>();
  for (const point of allPoints(name) as readonly (SumPoint | GaugePoint)[]) {
    const parts = ['code.function.name', ...attributes].map((key) => point.attributes[key]);
    const label = parts.filter((part) => part !== undefined).join(' ');
    const series = toSeries(point);
    const isDelta = point.type === 'sum' && point.temporality === 'delta';
    const before = isDelta ? (last.get(series)?.[1] ?? 0) : 0;
    last.set(series, [label, before + Number(point.value)]);
  }
  const added: Record<string, number> = {};
  for (const [label, value] of last.values()) added[label] = (added[label] ?? 0) + value;
  return added;
}

const shopCalls = { total: 7, priceOf: 12, reserve: 1, refund: 0, format: 1, round: 1, tax: 1, unused: 0 };

describe('a program with a plan', () => {
  it('counts exactly, says what has not run, and its stack traces stay as they are', async () => {
    const bare = await run(['shop.js']);
    writeHandPlan(folder, files);
    const outcome = await run([...auto, 'shop.js']);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    // Columns move within a line, lines never.
    expect(outcome.stdout.replaceAll(/:\d+ |:\d+\n/g, ' ')).toBe(bare.stdout.replaceAll(/:\d+ |:\d+\n/g, ' '));
    expect(sums('calls')).toEqual(shopCalls);
    expect(sums('errors', 'error.type', 'seatrial.error.origin')).toEqual({
      'priceOf TypeError thrown': 1,
      'total TypeError passed': 1,
      total: 0,
      priceOf: 0,
      reserve: 0,
      refund: 0,
      round: 0,
      tax: 0,
      unused: 0,
    });
    expect(sums('loaded')).toEqual({ ...shopCalls, total: 1, priceOf: 1, refund: 1, unused: 0 });
    expect(sums('stride')).toEqual({ total: 1, priceOf: 1, reserve: 1, refund: 1, round: 1, tax: 1, unused: 1 });
    expect(pointsOf('unverifiable')).toEqual([]);
    const durations = pointsOf('duration') as readonly ExponentialHistogramPoint[];
    expect(durations.map((point) => [point.attributes['code.function.name'], Number(point.count)])).toEqual([
      ['total', 7],
      ['priceOf', 12],
      ['reserve', 1],
      ['round', 1],
      ['tax', 1],
    ]);
    const reserve = durations[2];
    expect(reserve?.sum).toBeGreaterThan(0.004);
    for (const { count, positive, zeroCount, scale } of durations) {
      expect(scale).toBe(3);
      expect(positive.counts.reduce((sum, each) => sum + each, zeroCount)).toBe(count);
    }
  });

  it('says the release and whether it changed the function on each point', async () => {
    writeHandPlan(folder, files);
    await run([...auto, 'shop.js']);
    const release = {
      'service.version': '1.4.2-g3f2c1a9',
      'app.build_id': '18234',
      'deployment.id': 'd-7',
      'seatrial.ring': 'canary',
    };
    for (const { attributes } of sink.metrics()) expect(attributes).toMatchObject(release);
    const changed = pointsOf('calls').map(({ attributes }) => attributes['seatrial.function.changed']);
    expect(changed).toEqual([true, true, true, true, false, false, true, true]);
  });

  it.each(['http/json', 'grpc'] as const)('tells the same over %s', async (protocol: SinkProtocol) => {
    await sink.close();
    sink = await createOtlpSink({ protocol });
    writeHandPlan(folder, files);
    await run([...auto, 'shop.js']);
    expect(sums('calls')).toEqual(shopCalls);
    expect(pointsOf('duration')).toHaveLength(5);
  });

  it.each(['delta', 'lowmemory'])(
    'reports again and again; as differences where %s is asked for',
    async (preference) => {
      writeHandPlan(folder, files);
      const often = {
        OTEL_METRIC_EXPORT_INTERVAL: '50',
        OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: preference,
      };
      await run([...auto, 'long.js'], often);
      const calls = allPoints('calls') as readonly SumPoint[];
      expect(calls.length).toBeGreaterThan(15);
      expect(new Set(calls.map(({ temporality }) => temporality))).toEqual(new Set(['delta']));
      expect(sums('calls')).toMatchObject({ total: 40, priceOf: 40, refund: 0 });
      const durations = allPoints('duration') as readonly ExponentialHistogramPoint[];
      const total = durations.filter(({ attributes }) => attributes['code.function.name'] === 'total');
      expect(total.length).toBeGreaterThan(1);
      expect(total.reduce((sum, { count }) => sum + Number(count), 0)).toBe(40);
    },
  );
});

describe('requests', () => {
  const cohorts = {
    'checkout on': 3,
    'checkout off': 1,
    checkout: 1,
    'pay on': 3,
    'pay off': 1,
    pay: 0,
  };

  it('are told apart by the flags they were served under, and their root spans name what they ran', async () => {
    writeHandPlan(folder, ['checkout.js']);
    expect(await run([...auto, 'service.js'])).toMatchObject({ code: 0, stderr: '' });
    expect(sums('calls', 'feature_flags.new-checkout')).toEqual(cohorts);
    expect(sums('errors', 'feature_flags.new-checkout', 'error.type', 'seatrial.error.origin')).toEqual({
      checkout: 0,
      pay: 0,
      'pay on PaymentError thrown': 1,
      'checkout on PaymentError passed': 1,
    });
    const served = sink.spans().filter(({ kind }) => kind === 'server');
    expect(served.map(({ attributes }) => attributes['seatrial.functions.touched'])).toEqual([
      ['checkout', 'pay'],
      ['checkout', 'pay'],
      ['checkout', 'pay'],
      ['checkout', 'pay'],
      ['checkout'],
    ]);
    const failed = served.find(({ attributes }) => attributes['http.response.status_code'] === 500);
    const examples = allPoints('errors').flatMap(({ exemplars }) => exemplars);
    expect(examples.map(({ traceId, spanId }) => [traceId, spanId])).toEqual([
      [failed?.traceId, failed?.spanId],
      [failed?.traceId, failed?.spanId],
    ]);
    const traces = new Set(served.map(({ traceId }) => traceId));
    const called = allPoints('calls').flatMap(({ exemplars }) => exemplars);
    expect(called.length).toBeGreaterThanOrEqual(5);
    for (const { traceId } of called) expect(traces).toContain(traceId);
  });

  it('are not the only roots: a job names what it ran, too', async () => {
    writeHandPlan(folder, files);
    await run([...auto, 'job.js']);
    const touched = sink.spans().map(({ name, attributes }) => [name, attributes['seatrial.functions.touched']]);
    expect(Object.fromEntries(touched)).toEqual({ step: undefined, nightly: ['total'], idle: undefined });
    expect(sums('calls').total).toBe(2);
  });

  it('are told apart as well where none is sampled', async () => {
    writeHandPlan(folder, ['checkout.js']);
    await run([...auto, 'service.js'], { OTEL_TRACES_SAMPLER: 'always_off' });
    expect(sink.spans()).toEqual([]);
    expect(sums('calls', 'feature_flags.new-checkout')).toEqual(cohorts);
    expect(allPoints('calls').flatMap(({ exemplars }) => exemplars)).toEqual([]);
  });
});

describe('every thread and process', () => {
  it('tells of itself', async () => {
    writeHandPlan(folder, files);
    const outcome = await run(['family.js'], { NODE_OPTIONS: '--import @seatrial/register/auto' });
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(sums('calls').total).toBe(3 + 2 + 2 + 2);
    const instances = new Set(pointsOf('calls').map(({ resource }) => resource.attributes['service.instance.id']));
    expect(instances.size).toBe(4);
  });

  it.each([
    ['natural', 0, 3],
    ['exit', 3, 3],
    ['SIGTERM', null, 3],
    ['own SIGTERM handler', 5, 3],
    ['throw', 1, 3],
    ['late', 0, 4],
  ])('loses nothing when it ends: %s', async (way, code, calls) => {
    writeHandPlan(folder, [...files, 'dying.js']);
    expect(await run([...auto, 'dying.js', way])).toMatchObject({ code });
    expect(sums('calls')).toMatchObject({ total: calls, waitForEver: 1 });
  });
});

it('counts a file that is imported again under another address', async () => {
  writeHandPlan(folder, files);
  const program = `for (const v of [1, 2]) (await import('./prices.js?v=' + v)).total([])`;
  const outcome = await run([...auto, '--input-type=module', '-e', program], { OTEL_SERVICE_NAME: 'x' });
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  expect(sums('calls')).toMatchObject({ total: 2, refund: 0 });
  expect(sums('loaded')).toMatchObject({ total: 1, unused: 0 });
});

describe('other module loaders', () => {
  it.each([
    ['import-in-the-middle before', ['--import', './wrapping.js', ...auto]],
    ['import-in-the-middle after', [...auto, '--import', './wrapping.js']],
    ['import-in-the-middle in its thread, before', ['--import', './wrapping-async.js', ...auto]],
    ['import-in-the-middle in its thread, after', [...auto, '--import', './wrapping-async.js']],
    ['tsx after', [...auto, '--import', 'tsx']],
  ])('%s: the same counts', async (_name, args) => {
    writeHandPlan(folder, files);
    expect(await run([...args, 'shop.js'])).toMatchObject({ code: 0, stderr: '' });
    expect(sums('calls')).toEqual(shopCalls);
  });

  it('tsx before: what it has changed is unverifiable, and the line says how to change that', async () => {
    writeHandPlan(folder, files);
    const outcome = await run(['--import', 'tsx', ...auto, 'shop.js']);
    expect(outcome.code).toBe(0);
    expect(outcome.stderr).toMatch(/^seatrial: tax\.ts is loaded without probes, since another .* NODE_OPTIONS=.*\n$/);
    const { tax: _tax, ...others } = shopCalls;
    expect(sums('calls')).toEqual(others);
    expect(sums('unverifiable')).toEqual({ tax: 1 });
    await run(['node_modules/tsx/dist/cli.mjs', 'shop.js'], { NODE_OPTIONS: auto.join(' ') });
    expect(sums('calls').tax).toBe(1);
  });
});

describe('what is not as planned', () => {
  it('is unverifiable and said once, and the program runs as it is', async () => {
    writeHandPlan(folder, files);
    appendFileSync(join(folder, 'prices.js'), '\n// a later step of the build\n');
    appendFileSync(join(folder, 'tax.ts'), '\n');
    const outcome = await run([...auto, 'shop.js']);
    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toBe('prices.js:6:39 prices.js:2:44\n1.90\n');
    expect(outcome.stderr).toMatch(
      /^seatrial: (prices\.js|tax\.ts) is loaded without probes, since the file differs .*\n$/,
    );
    expect(sums('calls')).toEqual({ round: 1, unused: 0 });
    const reasons = pointsOf('unverifiable').map(({ attributes }) => [
      attributes['code.function.name'],
      attributes['seatrial.reason'],
    ]);
    const why = 'the file differs from the one that the plan was made for';
    expect(reasons).toEqual(['total', 'priceOf', 'reserve', 'refund', 'format', 'tax'].map((name) => [name, why]));
  });

  it('is unverifiable as well where it was made to pass the look that a start takes, and nothing that it counted is told', async () => {
    const path = join(folder, 'prices.js');
    const text = readFileSync(path, 'utf8');
    // Two texts of one length and one residue.
    writeFileSync(path, `${text}// haJVaMdrqx\n`);
    writeHandPlan(folder, files);
    writeFileSync(path, `${text}// khzvPd3VkS\n`);
    const outcome = await run([...auto, 'shop.js']);
    expect(outcome).toMatchObject({ code: 0, stdout: expect.stringContaining('1.90') as string });
    expect(outcome.stderr).toMatch(
      /^seatrial: prices\.js was not for the probes that it got, since its hash is not that of the plan.*\n$/,
    );
    expect(sums('calls')).toEqual({ round: 1, tax: 1, unused: 0 });
    expect(sums('unverifiable')).toEqual({ total: 1, priceOf: 1, reserve: 1, refund: 1, format: 1 });
  });

  const change = (plan: ProbePlan, edit: Partial<ProbePlan['files'][number]>): object => ({
    ...plan,
    files: plan.files.map((file, index) => (index === 0 ? { ...file, ...edit } : file)),
  });

  it.each<readonly [string, (plan: ProbePlan) => object, RegExp]>([
    ['no plan at all', () => [], /plan is not an object/],
    ['a path that leads out', (plan) => change(plan, { path: '../prices.js' }), /leads out of the folder/],
    ['an absolute path', (plan) => change(plan, { path: '/etc/passwd' }), /leads out of the folder/],
    ['a hash that is none', (plan) => change(plan, { sha256: 'abc' }), /sha256 is "abc"/],
    ['a function that it does not have', (plan) => change(plan, { functions: [99] }), /names 99/],
    ['edits out of order', (plan) => change(plan, { edits: [...(plan.files[0]?.edits ?? [])].toReversed() }), /before/],
    ['a text that is no probe', (plan) => change(plan, { edits: [[0, 'process.exit(9);']] }), /is no probe/],
    ['a text with a line break', (plan) => change(plan, { edits: [[0, '\n']] }), /is no probe/],
    ['an id that is none', (plan) => ({ ...plan, id: '");process.exit(9);("' }), /plan\.id/],
  ])('a plan with %s is refused in one line', async (_name, edit, reason) => {
    writeHandPlan(folder, files, edit);
    const outcome = await run([...auto, 'shop.js']);
    expect(outcome).toMatchObject({ code: 0, stdout: 'prices.js:6:39 prices.js:2:44\n1.90\n' });
    expect(outcome.stderr).toMatch(/^seatrial: changed functions are not watched: .*\n$/);
    expect(outcome.stderr).toMatch(reason);
    expect(sink.metrics()).toEqual([]);
    // The release keeps its name.
    expect(outcome.stderr).not.toContain('no-service-name');
  });

  it('a plan that others may write is refused, unless it is trusted', async () => {
    writeHandPlan(folder, files);
    chmodSync(join(folder, 'seatrial.release.json'), 0o664);
    const outcome = await run([...auto, 'shop.js']);
    expect(outcome.stderr).toMatch(/can be written by others than its owner \(mode 664\).*chmod go-w/);
    expect(sink.metrics()).toEqual([]);
    await run(['--import', './trusting.js', 'shop.js'], { PLAN: 'seatrial.release.json', TRUSTED: 'true' });
    expect(sums('calls')).toEqual(shopCalls);
  });

  it('a plan from outside of the package is refused, by a path or a symbolic link', async () => {
    const outside = join(folder, 'outside');
    const inside = join(folder, 'inside');
    mkdirSync(outside);
    cpSync(join(root, 'test/fixtures/probes'), inside, { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(inside, 'node_modules'));
    writeHandPlan(folder, files);
    renameSync(join(folder, 'seatrial.release.json'), join(outside, 'seatrial.release.json'));
    const options = { cwd: inside, env: { ...sink.env, PLAN: '../outside/seatrial.release.json' } };
    const named = await runNode(['--import', './trusting.js', 'shop.js'], options);
    expect(named.stderr).toMatch(/lies outside of the application's package/);
    symlinkSync('../outside/seatrial.release.json', join(inside, 'seatrial.release.json'));
    const linked = await runNode([...auto, 'shop.js'], { cwd: inside, env: sink.env });
    expect(linked.stderr).toMatch(/lies outside of the application's package/);
    expect(sink.metrics()).toEqual([]);
  });
});

it('seatrial doctor shows whether a plan is applied', async () => {
  writeHandPlan(folder, files);
  appendFileSync(join(folder, 'tax.ts'), '\n');
  const command = [join(root, 'packages/cli/bin/seatrial.js'), 'doctor'];
  const env = { PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` };
  const told = await run([...command, '--json', '--', 'node', 'shop.js'], env);
  expect(JSON.parse(told.stdout)).toMatchObject({
    report: { functions: { watched: 8, loaded: 6, ran: 5, unverifiable: 1 } },
    notes: expect.arrayContaining([{ code: 'functions', message: expect.stringContaining('tax.ts') }]),
  });
  const text = await run([...command, '--', 'node', 'shop.js'], env);
  expect(text.stdout).toMatch(/Functions +8 watched, 6 loaded, 5 ran; of 1 nothing can be told/);
  const without = await run([...command, '--json', '--', 'node', 'shop.js'], { ...env, SEATRIAL_PROBES: 'off' });
  expect(JSON.parse(without.stdout)).toMatchObject({ report: { functions: null } });
});

describe('turned off', () => {
  it('SEATRIAL_PROBES=off leaves every file as it is, and says nothing', async () => {
    writeHandPlan(folder, files);
    const outcome = await run([...auto, 'shop.js'], { SEATRIAL_PROBES: 'off' });
    expect(outcome).toMatchObject({ code: 0, stdout: 'prices.js:6:39 prices.js:2:44\n1.90\n', stderr: '' });
    expect(sink.metrics()).toEqual([]);
  });

  it('without metrics it says once that functions cannot be reported', async () => {
    writeHandPlan(folder, files);
    const outcome = await run([...auto, 'shop.js'], { OTEL_METRICS_EXPORTER: 'none' });
    expect(outcome.stderr).toMatch(/^seatrial: changed functions are not watched: metrics are turned off .*\n$/);
    expect(outcome.stdout).toBe('prices.js:6:39 prices.js:2:44\n1.90\n');
  });

  it('handle.shutdown() sends what was counted, and nothing after it', async () => {
    writeHandPlan(folder, files);
    const often = { OTEL_METRIC_EXPORT_INTERVAL: '20' };
    expect(await run(['closing.js'], often)).toMatchObject({ code: 0, stdout: 'closed\n', stderr: '' });
    expect(sums('calls').total).toBe(1);
    const times = allPoints('calls').map(({ timeNano }) => timeNano);
    // What is sent at the end of the process says the same once more.
    expect(new Set(times.filter((time) => time > (times[0] ?? 0n) + 300_000_000n)).size).toBeLessThanOrEqual(1);
  });

  it('handle.stopProbes() ends the counting at run time', async () => {
    writeHandPlan(folder, files);
    expect(await run(['stopping.js'])).toMatchObject({ code: 0, stdout: 'stopped\n' });
    const errors = sums('errors', 'error.type', 'seatrial.error.origin');
    expect(errors['priceOf TypeError thrown']).toBe(1);
    const durations = pointsOf('duration') as readonly ExponentialHistogramPoint[];
    expect(Number(durations.at(-1)?.count)).toBe(1);
  });
});
