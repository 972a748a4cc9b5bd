import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDeliveryLines } from './delivery-lines.ts';

const minuteMs = 60_000;
let said: string[];

beforeEach(() => {
  vi.useFakeTimers();
  said = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => {
    said.push(String(line).replace(/ \[.*/s, '').replace('seatrial: ', ''));
    return true;
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('lines on sending', () => {
  it('the first failure is said at once, then one an hour, with how long, how often, and counts', () => {
    const lines = createDeliveryLines({ mostBytes: 32 * 2 ** 20 });
    for (let minute = 0; minute <= 125; minute += 1) {
      lines.say({ kind: 'failed', reason: 'status 503', waiting: minute });
      if (minute === 70) lines.say({ kind: 'lost', items: 512, reason: '', why: 'full' });
      vi.advanceTimersByTime(minuteMs);
    }
    expect(said.map((line) => line.replace(/ Is a receiver .*/, ''))).toEqual([
      'telemetry could not be sent (status 503). It is kept, up to 32 MiB, and tried again.',
      'telemetry could not be sent, for 1.0 h, 61 times (status 503). It is kept, up to 32 MiB, and tried again; 60 items wait.',
      '512 items of telemetry were dropped, since the receiver has been away for longer than the buffer lasts.',
      'telemetry could not be sent, for 2.0 h, 121 times (status 503). It is kept, up to 32 MiB, and tried again; 120 items wait, 512 were lost.',
    ]);
  });

  it('the end of an outage is said where its beginning was, each with its own losses', () => {
    const lines = createDeliveryLines({ mostBytes: 1 });
    for (const items of [5, 0]) {
      lines.say({ kind: 'failed', reason: 'away', waiting: 1 });
      if (items > 0) lines.say({ kind: 'lost', items, reason: '', why: 'full' });
      vi.advanceTimersByTime(12 * minuteMs);
      lines.say({ kind: 'recovered', waiting: 0 });
      vi.advanceTimersByTime(60 * minuteMs);
    }
    expect(said.filter((line) => line.includes('again after'))).toEqual([
      'telemetry is sent again after 12 min; 5 items were lost meanwhile.',
      'telemetry is sent again after 12 min; 0 items were lost meanwhile.',
    ]);
  });

  it('a flapping receiver is one pair of lines an hour', () => {
    const lines = createDeliveryLines({ mostBytes: 1 });
    for (let second = 0; second < 600; second += 1) {
      lines.say({ kind: 'failed', reason: 'away', waiting: 1 });
      lines.say({ kind: 'recovered', waiting: 0 });
      vi.advanceTimersByTime(1000);
    }
    expect(said).toHaveLength(2);
  });
});
