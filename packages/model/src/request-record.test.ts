import { describe, expect, it } from 'vitest';
import { RequestRecord, requestRecordKey } from './request-record.ts';

describe('request record', () => {
  it('starts empty and is nobody else’s', () => {
    const first = new RequestRecord();
    first.cohort.set('audience', 'internal');
    first.touched.add('f1');
    expect([...first.cohort]).toEqual([['audience', 'internal']]);
    expect([...first.touched]).toEqual(['f1']);
    const second = new RequestRecord();
    expect([second.cohort.size, second.touched.size, second.shadow]).toEqual([0, 0, false]);
  });

  it('lies under a key that two copies of the package share', () => {
    expect(requestRecordKey).toBe(Symbol.for('seatrial.request-record'));
  });
});
