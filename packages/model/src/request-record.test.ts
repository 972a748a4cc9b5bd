import { describe, expect, it } from 'vitest';
import { createRequestRecord, requestRecordKey } from './request-record.ts';

describe('request record', () => {
  it('starts empty and is nobody else’s', () => {
    const first = createRequestRecord();
    first.cohort.set('audience', 'internal');
    first.touched.add('f1');
    expect(createRequestRecord()).toEqual({ cohort: new Map(), touched: new Set(), shadow: false });
  });

  it('lies under a key that two copies of the package share', () => {
    expect(requestRecordKey).toBe(Symbol.for('seatrial.request-record'));
  });
});
