import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChangesFile, FunctionChange } from '@seatrial/model';
import type { Store } from '@seatrial/store';
import { createBatch, createFunctionPoints, createSpan, startOfTime, toContractId } from '@seatrial/store/contract';
import type { FunctionTold } from '@seatrial/store/contract';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import type { ChangesReader } from './changes-reader.ts';
import type { LedgerEvidence } from './evidence.ts';
import type { Ledger, LedgerRow } from './ledger.ts';
import { askLedgers } from './ledgers.ts';
import type { LedgerQuery } from './gather-ledgers.ts';
import { toLedger } from './to-ledger.ts';

let store: Store;
beforeEach(async () => {
  store = await createDuckDbStore({ path: ':memory:' });
});
afterEach(async () => {
  await store.close();
});

function toChange(name: string, more: Partial<FunctionChange> = {}): FunctionChange {
  return {
    id: toContractId(name),
    name,
    kind: 'function',
    file: `src/${name}.ts`,
    lines: [1, 9],
    change: 'modified',
    before: { id: toContractId(name), name, file: `src/${name}.ts`, lines: [1, 8] },
    exported: true,
    authors: [{ name: 'Ada', email: 'ada@example.com', share: 1 }],
    unknownShare: 0,
    owners: [],
    source: '',
    formerSource: '',
    ...more,
  };
}

function toFile(functions: readonly FunctionChange[], more: Partial<ChangesFile> = {}): ChangesFile {
  return {
    schema: 1,
    createdAt: '2026-11-24T09:00:00.000Z',
    createdBy: 'seatrial 0.1.0',
    release: { service: 'checkout', version: '1.4.2' },
    from: { ref: 'v1.4.1', commit: 'a'.repeat(40) },
    to: { ref: 'HEAD', commit: 'b'.repeat(40) },
    functions,
    unverifiable: {},
    ...more,
  };
}

/** Uploads, the newest first. */
function toReader(...files: readonly ChangesFile[]): ChangesReader {
  const uploads = files.map((file, index) => ({
    id: String(index),
    service: file.release.service ?? '',
    version: file.release.version ?? '',
    commit: file.release.commit ?? '',
    buildId: '',
    from: file.from,
    to: file.to,
    createdAt: file.createdAt,
    uploadedAt: new Date(startOfTime - index * 1000).toISOString(),
    functions: file.functions.length,
    authors: file.functions.flatMap(({ authors }) => authors),
  }));
  return {
    uploads: ({ service } = {}) =>
      Promise.resolve(uploads.filter((upload) => service === undefined || upload.service === service)),
    changes: (id) => Promise.resolve(files[Number(id)]),
  };
}

async function tell(...told: readonly FunctionTold[]): Promise<void> {
  await store.ingest(createBatch({ metrics: told.flatMap(createFunctionPoints) }));
}

async function askOne(reader: ChangesReader, query: LedgerQuery = {}): Promise<Ledger> {
  const [ledger] = await askLedgers(store, reader, query);
  if (ledger === undefined) throw new Error('no ledger');
  return ledger;
}

function statuses({ rows }: Ledger): Readonly<Record<string, string>> {
  return Object.fromEntries(rows.map(({ name, status }) => [name, status]));
}

function rowOf({ rows }: Ledger, name: string): LedgerRow {
  const row = rows.find((each) => each.name === name);
  if (row === undefined) throw new Error(`no row ${name}`);
  return row;
}

describe('the ledger of a release', () => {
  it('tells the five statuses apart, and never says that something ran which was not called', async () => {
    const names = ['used', 'unused', 'asleep', 'silent', 'blind', 'skipped'];
    const at = 10_000;
    await tell(
      { at, name: 'used', calls: 3, loaded: true },
      { at: 40_000, name: 'used', calls: 5, loaded: true },
      { at, name: 'unused', calls: 0, loaded: true },
      { at: 40_000, name: 'unused', calls: 0, loaded: true },
      { at: 40_000, name: 'asleep', calls: 0, loaded: false },
      { at: 40_000, name: 'blind', unverifiable: 'the file differs from the plan' },
    );
    await store.ingest(createBatch({ spans: [createSpan({ version: '1.4.2', ring: 'canary', at: 20_000 })] }));
    const skipped = toContractId('skipped');
    const file = toFile(
      names.map((name) => toChange(name)),
      { unverifiable: { [skipped]: 'a generator in a class field cannot hold a probe' } },
    );
    const ledger = await askOne(toReader(file));
    expect(statuses(ledger)).toEqual({
      used: 'ran',
      unused: 'not-run',
      asleep: 'not-loaded',
      silent: 'unverifiable',
      blind: 'unverifiable',
      skipped: 'unverifiable',
    });
    expect(Object.fromEntries(ledger.rows.map(({ name, reason }) => [name, reason]))).toEqual({
      used: 'Called 5 times.',
      unused: '1 request has come since its file was loaded, and none called it.',
      asleep: 'The process that reports has not loaded its file.',
      silent: '1 process of 1.4.2 reports functions, and not this one: another plan runs there.',
      blind: 'The file differs from the plan.',
      skipped: 'A generator in a class field cannot hold a probe.',
    });
    expect(ledger.rows.map(({ name }) => name)).toEqual(['unused', 'asleep', 'blind', 'silent', 'skipped', 'used']);
    expect(ledger.coverage).toEqual({
      functions: 6,
      ran: 1,
      notRun: 1,
      loadedNotRun: 0,
      notLoaded: 1,
      unverifiable: 3,
      text: '1 of 6 changed functions has run; not run: unused; not loaded: asleep; unverifiable: blind, silent, skipped.',
    });
  });

  it('a function is not called unused before a request has come, nor where one process cannot tell', async () => {
    const file = toFile([toChange('early'), toChange('half')]);
    await tell(
      { at: 10_000, name: 'early', calls: 0, loaded: true },
      { at: 10_000, name: 'half', calls: 0, loaded: true },
      { at: 10_000, name: 'half', process: 'p2', unverifiable: 'the file differs from the plan' },
    );
    const ledger = await askOne(toReader(file));
    expect(statuses(ledger)).toEqual({ early: 'loaded-not-run', half: 'unverifiable' });
    expect(rowOf(ledger, 'half').reason).toBe('1 of 2 processes cannot tell: the file differs from the plan.');
  });

  it('changes that were uploaded and run nowhere are unverifiable, and say why', async () => {
    const ledger = await askOne(toReader(toFile([toChange('applyCoupon')])));
    expect(ledger).toMatchObject({ version: '1.4.2', processes: 0, firstSeen: null, from: { ref: 'v1.4.1' } });
    expect(ledger.rows).toMatchObject([
      {
        status: 'unverifiable',
        reason: 'Nothing of 1.4.2 was seen yet: no request, and no process that reports functions.',
        calls: 0,
      },
    ]);
    await store.ingest(createBatch({ spans: [createSpan({ version: '1.4.2' })] }));
    expect((await askOne(toReader(toFile([toChange('applyCoupon')])))).rows[0]?.reason).toBe(
      '1.4.2 serves requests, and no process of it reports functions: it runs without its seatrial.release.json, without register(), or without metrics.',
    );
  });

  it('without uploaded changes it has what processes say is changed, and no author', async () => {
    await tell(
      { at: 10_000, calls: 2, loaded: true },
      { at: 10_000, name: 'watched', changed: false, calls: 9, loaded: true },
      { at: 10_000, name: '<module>', calls: 1, loaded: true },
    );
    const ledger = await askOne(toReader());
    expect(ledger.rows).toMatchObject([{ name: 'applyCoupon', status: 'ran', authors: [], change: null }]);
  });

  it('what was deleted or only moved does not have to run, and the code of files is told apart', async () => {
    const file = toFile([
      toChange('gone', { change: 'deleted' }),
      toChange('elsewhere', { change: 'moved' }),
      toChange('<module>', { kind: 'module', file: 'src/config.ts' }),
      toChange('fresh', { change: 'added' }),
    ]);
    const ledger = await askOne(toReader(file));
    expect(ledger).toMatchObject({
      rows: [{ name: 'fresh' }],
      deleted: [{ name: 'gone' }],
      moved: [{ name: 'elsewhere' }],
      modules: ['src/config.ts'],
    });
  });

  it('compares with the release before, by the function’s former name, and says whether p95 lies apart', async () => {
    const before = { version: '1.4.1', ring: 'stable', process: 'old', at: 5000 };
    await tell(
      { ...before, name: 'price', changed: false, calls: 1000, buckets: [[-56, 1000]], loaded: true },
      { ...before, name: 'same', changed: false, calls: 1000, buckets: [[-56, 1000]] },
      {
        start: 50_000,
        at: 60_000,
        name: 'priceOrder',
        calls: 1000,
        buckets: [[-32, 1000]],
        errors: [['TypeError', 'thrown', 10]],
      },
      { start: 50_000, at: 60_000, name: 'same', calls: 1000, buckets: [[-56, 1000]] },
      { start: 50_000, at: 60_000, name: 'fresh', calls: 5, buckets: [[-56, 5]] },
    );
    const file = toFile([
      toChange('priceOrder', {
        before: { id: toContractId('price'), name: 'price', file: 'src/price.ts', lines: [1, 2] },
      }),
      toChange('same'),
      toChange('fresh', { change: 'added' }),
    ]);
    const ledger = await askOne(toReader(file));
    expect(ledger.baseline).toBe('1.4.1');
    expect(rowOf(ledger, 'priceOrder')).toMatchObject({
      before: { version: '1.4.1', calls: 1000, errors: 0, latency: { p95: { lowerMs: 7.81 } } },
      errorRate: 0.01,
      errorTypes: [{ type: 'TypeError', origin: 'thrown', count: 10 }],
      latency: { timed: 1000, p95: { lowerMs: 62.5 } },
      p95Shift: 'slower',
    });
    expect(rowOf(ledger, 'same').p95Shift).toBe('unclear');
    expect(rowOf(ledger, 'fresh')).toMatchObject({ before: null, p95Shift: null });
  });

  it('an interval is as wide as the calls that were timed make it, whatever each stands for', async () => {
    await tell(
      { at: 10_000, name: 'exact', calls: 64, buckets: [[0, 64]], stride: 1 },
      { at: 10_000, name: 'hot', calls: 64, buckets: [[0, 64]], stride: 64 },
    );
    const ledger = await askOne(toReader());
    expect(rowOf(ledger, 'exact').latency).toMatchObject({ timed: 64 });
    expect(rowOf(ledger, 'hot').latency).toMatchObject({ timed: 1, p95: { upperMs: null } });
  });

  it('says for whom: rings, cohorts, routes and requests', async () => {
    const on = { 'feature_flags.new-checkout': 'on' };
    await tell(
      { at: 10_000, calls: 8, cohort: on },
      { at: 10_000, calls: 2 },
      { at: 10_000, ring: 'stable', process: 'p2', calls: 5 },
    );
    const touching = { 'seatrial.functions.touched': ['applyCoupon'] };
    const served = { version: '1.4.2', ring: 'canary', attributes: touching };
    await store.ingest(
      createBatch({ spans: [createSpan(served), createSpan({ ...served, statusCode: 'error' }), createSpan()] }),
    );
    const row = rowOf(await askOne(toReader()), 'applyCoupon');
    expect(row.rings.map(({ name, calls }) => [name, calls])).toEqual([
      ['canary', 10],
      ['stable', 5],
    ]);
    expect(row.cohorts.map(({ name, calls }) => [name, calls])).toEqual([
      ['flag.new-checkout=on', 8],
      ['', 7],
    ]);
    expect(row).toMatchObject({ requests: 2, routes: [{ route: '/orders', requests: 2, errors: 1 }] });
  });

  it('two functions of one name have no requests, since spans have names only', async () => {
    await tell({ at: 10_000, calls: 1 });
    const touching = { 'seatrial.functions.touched': ['applyCoupon'] };
    await store.ingest(createBatch({ spans: [createSpan({ version: '1.4.2', attributes: touching })] }));
    const other = toChange('applyCoupon', { id: '0123456789ab', file: 'src/other.ts' });
    const ledger = await askOne(toReader(toFile([toChange('applyCoupon'), other])));
    expect(ledger.rows.map(({ requests, status }) => [status, requests])).toEqual([
      ['unverifiable', null],
      ['ran', null],
    ]);
  });

  it('two authors see disjoint ledgers, over releases and services, each function in its newest release', async () => {
    const bob = [{ name: 'Bob', email: 'bob@example.com', share: 1 }];
    const reader = toReader(
      toFile([toChange('applyCoupon'), toChange('refund', { authors: bob })]),
      toFile([toChange('applyCoupon'), toChange('parse')], { release: { service: 'checkout', version: '1.4.1' } }),
      toFile([toChange('pick', { authors: bob })], { release: { service: 'inventory', version: '2.0.0' } }),
    );
    await tell({ at: 0, version: '1.4.1', calls: 1 }, { start: 50_000, at: 60_000, calls: 2 });
    const of = async (author: string): Promise<readonly (readonly [string, string, string])[]> =>
      (await askLedgers(store, reader, { author })).flatMap(({ service, version, rows }) =>
        rows.map(({ name }) => [service, version, name] as const),
      );
    expect(await of('Ada@Example.com')).toEqual([
      ['checkout', '1.4.2', 'applyCoupon'],
      ['checkout', '1.4.1', 'parse'],
    ]);
    expect((await of('bob@example.com')).toSorted(([a], [b]) => a.localeCompare(b))).toEqual([
      ['checkout', '1.4.2', 'refund'],
      ['inventory', '2.0.0', 'pick'],
    ]);
    expect(await of('eve@example.com')).toEqual([]);
  });

  it('a release is found by part of its version, and each environment has its own', async () => {
    await tell(
      { at: 0, version: '1.4.1-gaaaaaaa', calls: 1 },
      { start: 50_000, at: 60_000, version: '1.4.2-gbbbbbbb', calls: 2 },
    );
    expect(await askOne(toReader())).toMatchObject({ version: '1.4.2-gbbbbbbb' });
    expect(await askOne(toReader(), { release: '1.4.1' })).toMatchObject({ version: '1.4.1-gaaaaaaa' });
    expect(await askLedgers(store, toReader(), { service: 'inventory' })).toEqual([]);
  });

  it('says "ran" exactly where calls were counted, whatever else was told', () => {
    const told = fc.record({
      processes: fc.integer({ min: 1, max: 3 }),
      loaded: fc.nat(3),
      unverifiable: fc.nat(3),
      requestsSince: fc.nat(3),
      calls: fc.constantFrom(0, 0, 1, 7),
      errors: fc.constantFrom(0, 2),
    });
    fc.assert(
      fc.property(fc.array(told, { maxLength: 3 }), (rings) => {
        const release = { service: 'checkout', version: '1.4.2', commit: '', buildId: '', environment: '' };
        const functions = rings.map(({ calls, errors, ...row }, index) => ({
          ...release,
          ...row,
          ring: String(index),
          id: toContractId('applyCoupon'),
          name: 'applyCoupon',
          file: 'src/applyCoupon.ts',
          changed: true,
          reason: '',
          loadedAt: '',
          stride: 1,
          cohorts: [
            {
              cohort: '',
              calls,
              errors: errors === 0 ? [] : [{ type: 'Error', origin: 'thrown' as const, count: errors }],
              durations: null,
              firstCall: '',
              lastCall: '',
              traceId: '',
              errorTraceId: '',
            },
          ],
        }));
        const evidence: LedgerEvidence = {
          release,
          reported: null,
          served: 0,
          changes: toFile([toChange('applyCoupon')]),
          functions,
          baseline: null,
          touched: [],
        };
        const { rows, coverage } = toLedger(evidence);
        const calls = rings.reduce((sum, ring) => sum + ring.calls, 0);
        expect(rows).toHaveLength(1);
        expect(rows[0]?.status === 'ran').toBe(calls > 0);
        expect(coverage.ran).toBe(calls > 0 ? 1 : 0);
        if (rows[0]?.status === 'not-run')
          expect(rings.some((ring) => ring.loaded > 0 && ring.requestsSince > 0)).toBe(true);
      }),
      { seed: 3 },
    );
  });
});
