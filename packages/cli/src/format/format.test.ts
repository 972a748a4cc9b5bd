import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { SpanRow } from '@seatrial/store';
import type { Terminal } from '../terminal.ts';
import { formatBytes, formatMs, formatPercent } from './number.ts';
import { toSpanTree } from './span-tree.ts';
import { formatTable, shorten } from './table.ts';
import { formatAge } from './time.ts';
import { formatWaterfall } from './waterfall.ts';

function terminal(width: number): Terminal {
  return { width, live: false, print: () => {}, say: () => {}, paint: (_style, text) => text };
}

describe('numbers', () => {
  it.each([
    [0, '0.00 ms'],
    [0.4213, '0.42 ms'],
    [9.994, '9.99 ms'],
    [9.996, '10.0 ms'],
    [99.96, '100 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [59_994, '60.0 s'],
    [59_999, '1 m 00 s'],
    [125_000, '2 m 05 s'],
    [null, '–'],
  ])('%o milliseconds are %s', (value, text) => {
    expect(formatMs(value)).toBe(text);
  });

  it.each([
    [0, '0 %'],
    [1, '100 %'],
    [0.0005, '0.05 %'],
    [0.125, '12.5 %'],
    [null, '–'],
  ])('a share of %o is %s', (value, text) => {
    expect(formatPercent(value)).toBe(text);
  });

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [999_960, '1.0 MB'],
    [12_345_678, '12.3 MB'],
  ])('%i bytes are %s', (value, text) => {
    expect(formatBytes(value)).toBe(text);
  });

  it('an age is told in one unit', () => {
    const at = (seconds: number): string => formatAge(new Date(0).toISOString(), seconds * 1000);
    expect([1, 90, 600, 9000, 200_000].map(at)).toEqual(['now', '90 s ago', '10 min ago', '3 h ago', '2 d ago']);
  });
});

interface Row {
  readonly name: string;
  readonly note: string;
  readonly count: number;
}

const columns = [
  { head: 'name', value: (row: Row) => row.name },
  { head: 'note', value: (row: Row) => row.note, drop: 1 },
  { head: 'count', value: (row: Row) => String(row.count), align: 'right' as const },
];

describe('a table', () => {
  it('aligns, leaves empty columns out, drops and shortens what does not fit', () => {
    const rows = [
      { name: 'checkout', note: '', count: 7 },
      { name: 'a service of a very long name', note: '', count: 12_345 },
    ];
    expect(formatTable(rows, columns, terminal(80))).toBe(
      'name                           count\ncheckout                           7\na service of a very long name  12345',
    );
    expect(formatTable(rows, columns, terminal(20))).toBe(
      'name           count\ncheckout           7\na service of…  12345',
    );
    const noted = [{ name: 'checkout', note: 'a note', count: 7 }];
    expect(formatTable(noted, columns, terminal(80))).toBe('name      note    count\ncheckout  a note      7');
    expect(formatTable(noted, columns, terminal(16))).toBe('name      count\ncheckout      7');
  });

  it('has no line wider than the terminal, whatever the cells', () => {
    const rows = fc.array(fc.record({ name: fc.string({ unit: 'grapheme' }), note: fc.string(), count: fc.nat() }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(rows, fc.integer({ min: 20, max: 120 }), (list, width) => {
        const clean = list.map((row) => ({
          ...row,
          name: row.name.replaceAll(/\s/g, ''),
          note: row.note.replaceAll(/\s/g, ''),
        }));
        const widths = formatTable(clean, columns, terminal(width))
          .split('\n')
          .map((line) => stringWidth(line));
        expect(Math.max(...widths)).toBeLessThanOrEqual(width);
      }),
      { seed: 1 },
    );
  });

  it.each([
    ['short', 5, 'short'],
    ['longer', 5, 'long…'],
    ['🚢🚢🚢', 5, '🚢🚢…'],
    ['🚢🚢🚢', 4, '🚢…'],
    ['x', 0, ''],
  ])('%s in %i columns is %s', (text, width, expected) => {
    expect(shorten(text, width)).toBe(expected);
  });
});

function span(id: string, parent: string, start: number, durationMs: number, more: Partial<SpanRow> = {}): SpanRow {
  return {
    cursor: start,
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: id,
    parentSpanId: parent,
    name: id,
    kind: 'internal',
    route: id,
    service: 'checkout',
    version: '1.4.2',
    buildId: '',
    deploymentId: '',
    ring: 'canary',
    commit: '',
    environment: '',
    start: new Date(start).toISOString(),
    durationMs,
    status: 'unset',
    statusMessage: '',
    error: false,
    entry: false,
    traceState: '',
    attributes: {},
    resource: {},
    scope: { name: '', version: '' },
    events: [],
    links: [],
    dropped: { attributes: 0, events: 0, links: 0 },
    ...more,
  };
}

describe('a trace', () => {
  it('is a tree by parent, siblings by start, a missing parent marked', () => {
    const tree = toSpanTree([
      span('c', 'a', 20, 5),
      span('b', 'a', 10, 5),
      span('a', '', 0, 50),
      span('d', 'gone', 5, 1),
    ]);
    expect(tree.map((entry) => `${'.'.repeat(entry.depth)}${entry.span.spanId}${entry.orphan ? '?' : ''}`)).toEqual([
      'a',
      '.b',
      '.c',
      'd?',
    ]);
  });

  it('loses no span to circles, equal ids or depth, and ends', () => {
    const circle = [span('a', 'b', 0, 1), span('b', 'a', 1, 1), span('b', 'a', 2, 1), span('s', 's', 3, 1)];
    expect(toSpanTree(circle)).toHaveLength(4);
    const deep = Array.from({ length: 20_000 }, (_, index) =>
      span(`n${index}`, index === 0 ? '' : `n${index - 1}`, index, 1),
    );
    expect(toSpanTree(deep).at(-1)?.depth).toBe(19_999);
  });

  it('is drawn with bars where they belong, errors and logs in place', () => {
    const failed = {
      error: true,
      events: [
        {
          time: '',
          name: 'exception',
          attributes: { 'exception.type': 'RangeError', 'exception.message': 'no such coupon\nat line 1' },
        },
      ],
    };
    const spans = [
      span('POST /checkout', '', 0, 100),
      span('price', 'POST /checkout', 50, 25, failed),
      span('late', 'nobody', 90, 10),
    ];
    const log = {
      cursor: 1,
      time: '',
      severity: 'WARN',
      severityNumber: 13,
      eventName: '',
      body: 'slow',
      traceId: '',
      spanId: 'POST /checkout',
      service: '',
      version: '',
      attributes: {},
      resource: {},
    };
    expect(`\n${formatWaterfall({ spans, logs: [log], limit: 2, frames: 3 }, terminal(80))}`).toMatchInlineSnapshot(`
      "
      trace 0af7651916cd43dd8448eb211c80319c
      1970-01-01T00:00:00.000Z · 100 ms · 3 spans · 1 service

      POST /checkout · checkout 1.4.2 canary  ████████████████████████████      100 ms
        WARN: slow
        price                                               ███████            25.0 ms
          ✗ RangeError: no such coupon

      1 span more; --all shows all of them."
    `);
  });

  it('fits the terminal', () => {
    for (const width of [60, 80, 120])
      for (const line of formatWaterfall(
        { spans: [span('a'.repeat(200), '', 0, 10), span('b', 'gone', 0, 0)], logs: [], limit: 9, frames: 3 },
        terminal(width),
      ).split('\n'))
        expect(stringWidth(line)).toBeLessThanOrEqual(width);
  });
});
