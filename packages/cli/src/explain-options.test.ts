import { expect, it } from 'vitest';
import { formatSelector } from '@seatrial/model';
import type { RowGroup } from '@seatrial/store';
import { parseExplainOptions } from './explain-options.ts';
import type { ExplainWords } from './explain-options.ts';

/** Both groups and what they are taken from, as selectors are written. */
function toWritten(words: ExplainWords): string {
  const { where = [], group, against } = parseExplainOptions(words);
  const write = ({ where: selector = [], slowerThanShare }: RowGroup): string =>
    [formatSelector(selector), ...(slowerThanShare === undefined ? [] : [`slowest beyond ${slowerThanShare}`])]
      .join(' ')
      .trim();
  return `of ${formatSelector(where) || 'all'}: ${write(group)} / ${against === undefined ? 'others' : write(against)}`;
}

it.each<[ExplainWords, string]>([
  [{}, 'of all: error=true / others'],
  [{ service: 'checkout' }, 'of service=checkout: error=true / others'],
  [{ release: '1.4.2', errors: true }, 'of release=1.4.2: error=true / others'],
  [{ errors: true, where: 'route=/orders' }, 'of route=/orders: error=true / others'],
  [{ slow: '500' }, 'of all: duration>500 / others'],
  [{ slow: '500 ms', where: 'ring=canary' }, 'of ring=canary: duration>500 / others'],
  [{ slow: true }, 'of all: slowest beyond 0.95 / others'],
  [{ where: 'ring=canary' }, 'of all: ring=canary / others'],
  [{ where: 'ring=canary', against: 'ring=stable', service: 'a' }, 'of service=a: ring=canary / ring=stable'],
  [{ where: 'ring=canary', against: 'ring=stable', errors: true }, 'of all: ring=canary,error=true / ring=stable'],
  [{ candidate: '1.4.2', baseline: '1.4.1', where: 'route=/a' }, 'of route=/a: release=1.4.2 / release=1.4.1'],
  [{ candidate: 'ring=canary' }, 'of all: ring=canary / others'],
])('takes %j for %s', (words, written) => {
  expect(toWritten(words)).toBe(written);
});

it('takes the times of all rows and of the group, and what else is asked', () => {
  const words = {
    since: '2026-11-24T10:00:00Z',
    groupSince: '2026-11-24T11:00:00Z',
    groupUntil: '2026-11-24T11:05:00Z',
  };
  expect(parseExplainOptions({ ...words, spans: true, trace: true, exclude: 'a,b,', limit: 2, sample: 9 })).toEqual({
    where: [],
    from: Date.UTC(2026, 10, 24, 10),
    group: { where: [], from: Date.UTC(2026, 10, 24, 11), to: Date.UTC(2026, 10, 24, 11, 5) },
    unit: 'span',
    wholeTrace: true,
    exclude: ['a', 'b'],
    limit: 2,
    sample: 9,
  });
});

it.each<[ExplainWords, string]>([
  [{ errors: true, slow: true }, '--errors and --slow are two groups'],
  [{ slow: 'much' }, '--slow is "much"; write milliseconds'],
  [{ baseline: 'ring=stable' }, '--baseline is what a --candidate is compared with'],
  [{ candidate: 'ring=canary', errors: true }, '--candidate against --baseline is a comparison of its own'],
  [{ candidate: 'ring=canary', against: 'ring=stable' }, 'Give one of the pairs'],
  [{ groupSince: '1h', groupUntil: '2h' }, 'lies after'],
])('refuses %j and says what to do', (words, message) => {
  expect(() => parseExplainOptions(words)).toThrow(message);
});
