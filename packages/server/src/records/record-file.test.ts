import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Deploy } from '../deploys/deploy.ts';
import { createRecordFile } from './record-file.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-records-'));
  path = join(folder, 'state', 'records.jsonl');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function toDeploy(id: string, note = ''): Deploy {
  const startedAt = '2026-11-24T10:00:00.000Z';
  const texts = { service: 'checkout', version: '1.4.2', commit: '', environment: '', ring: '', url: '' };
  return { ...texts, id, note, status: 'running', startedAt, finishedAt: null };
}

describe("a file of Seatrial's own records", () => {
  it('gives back the last that was put under each id, in the order of the ids', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.string({ unit: 'binary' }))),
        async (puts) => {
          rmSync(path, { force: true });
          const expected = new Map<string, string>();
          for (const [id, note] of puts) {
            await createRecordFile(path).put('deploy', toDeploy(id, note));
            expected.set(id, note);
          }
          const found = await createRecordFile(path).list('deploy');
          expect(found.map(({ id, note }) => [id, note])).toEqual([...expected]);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('is read by this user alone', async () => {
    await createRecordFile(path).put('deploy', toDeploy('d-1'));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('loses nothing of several writers, and each sees what the others wrote', async () => {
    const writers = [createRecordFile(path), createRecordFile(path), createRecordFile(path)];
    const puts = Array.from({ length: 60 }, (_, index) =>
      writers[index % 3]?.put('deploy', toDeploy(`d-${String(index).padStart(2, '0')}`)),
    );
    await Promise.all(puts);
    for (const writer of writers) expect(await writer.list('deploy')).toHaveLength(60);
  });

  it('half a line of a writer that was killed is no record, and the next one is whole', async () => {
    await createRecordFile(path).put('deploy', toDeploy('d-1'));
    appendFileSync(path, '{"kind":"deploy","record":{"id":"d-2"');
    expect(await createRecordFile(path).list('deploy')).toHaveLength(1);
    await createRecordFile(path).put('deploy', toDeploy('d-3'));
    expect((await createRecordFile(path).list('deploy')).map(({ id }) => id)).toEqual(['d-1', 'd-3']);
  });

  it('keeps what a later Seatrial wrote, and does not grow with what was superseded', async () => {
    const later = '{"kind":"of-tomorrow","record":{"id":"x","new":true}}\n';
    const old = `${JSON.stringify({ kind: 'deploy', record: toDeploy('d-1') })}\n`;
    await createRecordFile(path).put('deploy', toDeploy('d-1'));
    writeFileSync(path, later + old.repeat(1002));
    await createRecordFile(path).put('deploy', toDeploy('d-1', 'last'));
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(`${lines[0]}\n`).toBe(later);
    expect(await createRecordFile(path).get('deploy', 'd-1')).toMatchObject({ note: 'last' });
  });

  it('names the line that is no record', async () => {
    await createRecordFile(path).put('deploy', toDeploy('d-1'));
    appendFileSync(path, 'oops\n');
    await expect(createRecordFile(path).list('deploy')).rejects.toMatchObject({
      code: 'SEATRIAL_STORE_UNUSABLE',
      message: expect.stringMatching(/^Line 2 of .*records\.jsonl is no record: oops\. Remove that line/) as string,
    });
  });
});
