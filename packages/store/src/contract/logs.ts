import { expect, it } from 'vitest';
import { parseSelector } from '@seatrial/model';
import type { Store } from '../store.ts';
import { createBatch, createLog, createResource, startOfTime } from './telemetry.ts';

const toNano = (at: number): bigint => BigInt(startOfTime + at) * 1_000_000n;

export function describeLogs(store: () => Store): void {
  const ask = async (where: string): Promise<readonly unknown[]> =>
    (await store().logs({ where: parseSelector(where) })).map(({ body }) => body);

  it('logs come the newest first, chosen by what they and their resource have', async () => {
    const resource = createResource({
      'service.name': 'checkout',
      'service.version': '1.4.2-g9f31c07',
      'seatrial.ring': 'canary',
    });
    const traceId = 'ab'.repeat(16);
    await store().ingest(
      createBatch({
        logs: [
          createLog({ timeNano: toNano(2), body: 'paid', resource, attributes: { tenant: 'a', amount: 12 } }),
          createLog({
            timeNano: toNano(9),
            body: 'tax differs',
            severityNumber: 17,
            severityText: 'ERROR',
            resource,
            traceId,
          }),
          createLog({ timeNano: toNano(5), body: { a: [1] }, eventName: 'order.placed', attributes: { tenant: 'b' } }),
        ],
      }),
    );
    expect(await ask('')).toEqual(['tax differs', { a: [1] }, 'paid']);
    expect(await ask('ring=canary')).toEqual(['tax differs', 'paid']);
    expect(await ask('release=1.4.2,tenant=a')).toEqual(['paid']);
    expect(await ask('amount>9')).toEqual(['paid']);
    expect(await ask('severity=ERROR,error=true')).toEqual(['tax differs']);
    expect(await ask('body~differs')).toEqual(['tax differs']);
    expect(await ask('body^=pa')).toEqual(['paid']);
    expect(await ask(`trace=${traceId}`)).toEqual(['tax differs']);
    expect(await ask('name=order.placed')).toEqual([{ a: [1] }]);
    expect(await ask('tenant!=a')).toEqual(['tax differs', { a: [1] }]);
    const between = await store().logs({ from: startOfTime + 3, to: startOfTime + 9, limit: 5 });
    expect(between.map(({ body }) => body)).toEqual([{ a: [1] }]);
    await expect(ask('route=/pay')).rejects.toMatchObject({ code: 'SEATRIAL_BAD_SELECTOR' });
    expect(await store().logNames()).toEqual(['amount', 'tenant']);
    expect(await store().logValues({ name: 'tenant' })).toEqual(['a', 'b']);
    expect(await store().logValues({ name: 'severity', prefix: 'err' })).toEqual(['ERROR']);
  });

  it('logs that arrive are told from a cursor on: how many match, and the newest of them', async () => {
    await store().ingest(createBatch({ logs: [createLog()] }));
    const start = await store().followLogs();
    expect(start).toMatchObject({ logs: [], matched: 0 });
    expect(await store().followLogs({ after: start.cursor })).toEqual(start);
    // The order of arrival, which is not that of their times.
    const logs = Array.from({ length: 9 }, (_, index) =>
      createLog({ timeNano: toNano(90 - index), body: index, severityText: index < 6 ? 'INFO' : 'WARN' }),
    );
    await store().ingest(createBatch({ logs }));
    const found = await store().followLogs({ after: start.cursor, where: parseSelector('severity=INFO'), limit: 2 });
    expect([found.matched, found.logs.map(({ body }) => body)]).toEqual([6, [4, 5]]);
    expect(await store().followLogs({ after: found.cursor })).toMatchObject({ logs: [], matched: 0 });
    expect((await store().followLogs({ after: 1e9 })).cursor).toBe(found.cursor);
  });
}
