import { test } from 'node:test';
import { traced } from '@seatrial/traced';
import { expectSpans, recordSpans } from '@seatrial/traced/testing';

const recording = recordSpans();
const pay = traced('pay', (cents: number): number => cents);

void test('holds', () => {
  recording.reset();
  pay(1);
  expectSpans({ name: 'pay' });
});

void test('does not hold', () => {
  recording.reset();
  expectSpans({ name: 'pay' });
});
