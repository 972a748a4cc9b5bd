import { traced } from '@seatrial/traced';
import { recordSpans } from '@seatrial/traced/testing';

recordSpans();
const rejected = Promise.reject(new Error('handled by one'));
const fail = traced('fail', () => rejected);
await Promise.allSettled([fail(), fail(), rejected]);
console.log('quiet');
