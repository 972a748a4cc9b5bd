import { expect, it } from 'vitest';
import { RateNotice } from './rate-notice.ts';

it('says how much of what arrives is shown, once in ten seconds where lines stay', () => {
  const notice = new RateNotice(200);
  expect(notice.add(0, 0, 0)).toContain('0/s match, all are shown');
  expect(notice.add(80, 80, 400)).toContain('200/s match, all are shown');
  expect(notice.isNews(400)).toBe(false);
  for (let at = 800; at <= 4000; at += 400) notice.add(80, 1256, at);
  expect(notice.add(80, 1256, 4400)).toBe('showing 200 of 3,140/s (--rate 200): --where narrows it, Ctrl-C ends');
  expect([notice.isNews(4400), notice.isNews(9000), notice.isNews(14_400)]).toEqual([true, false, true]);
  for (let at = 4800; at <= 8000; at += 400) notice.add(1, 1, at);
  expect(notice.add(1, 1, 8400)).toContain('3/s match, all are shown');
});
