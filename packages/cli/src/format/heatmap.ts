import stringWidth from 'string-width';
import type { Heatmap, HeatmapArm } from '@seatrial/store';
import type { Terminal } from '../terminal.ts';
import { formatCount, formatMs } from './number.ts';

/** From few to many; the first one of all stands for nothing. */
const shades = [' ', '·', '░', '▒', '▓', '█'];

const gap = '  ';

/** Columns of time that fit beside the labels. */
export function toHeatmapColumns({ width }: Terminal): number {
  return Math.max(20, Math.min(Number.isFinite(width) ? width - 14 : 86, 120));
}

/** Time to the right, duration upwards, darker for more, red (without colours: `!`) where at least half fail. */
export function formatHeatmap(map: Heatmap, terminal: Terminal, by?: string): string {
  const most = Math.max(0, ...map.arms.flatMap(({ cells }) => cells.map(([, , events]) => events)));
  const arms = map.arms.map((arm) => formatArm(arm, map, most, by, terminal));
  const other = map.otherArms === 0 ? [] : [`${formatCount(map.otherArms)} more values of ${by} are not drawn.`];
  return [...arms, ...other, formatLegend(map, most, terminal)].join('\n\n');
}

function formatArm(arm: HeatmapArm, map: Heatmap, most: number, by: string | undefined, terminal: Terminal): string {
  const columns = Math.round((Date.parse(map.to) - Date.parse(map.from)) / map.columnMs);
  const cells = new Map(arm.cells.map((cell) => [`${cell[0]} ${cell[1]}`, cell]));
  const labels = map.edgesMs.slice(1).map((edge) => formatMs(edge));
  const label = Math.max(...labels.map((text) => stringWidth(text)));
  const rows = labels.map((text, row) => {
    const line = Array.from({ length: columns }, (_, column) => {
      const [, , events = 0, errors = 0] = cells.get(`${column} ${row}`) ?? [];
      return paintCell(events, errors, most, terminal);
    });
    // Every other label is enough to read by.
    const shown = row % 2 === (labels.length - 1) % 2 ? text : '';
    return `${shown.padStart(label)} ┤${line.join('')}`.trimEnd();
  });
  const title = by === undefined ? [] : [terminal.paint('bold', `${by}=${arm.arm === '' ? '(none)' : arm.arm}`)];
  const share = arm.events === 0 ? '' : `, ${formatCount(arm.errors)} of them errors`;
  const head = [...title, `${formatCount(arm.events)} ${map.of}${share}`].join(gap);
  return [head, ...rows.toReversed(), formatTimes(map, columns, label)].join('\n');
}

function paintCell(events: number, errors: number, most: number, terminal: Terminal): string {
  if (events === 0) return ' ';
  // By the square root: many small cells and one large one are both to be seen.
  const level = Math.max(1, Math.ceil(Math.sqrt(events / most) * (shades.length - 1)));
  const shade = shades[level] ?? '█';
  if (errors * 2 < events) return terminal.paint('cyan', shade);
  const red = terminal.paint('red', shade);
  return red === shade ? '!' : red;
}

/** The first and the last column's times; the middle's where there is room. */
function formatTimes(map: Heatmap, columns: number, label: number): string {
  const from = Date.parse(map.from);
  const days = map.from.slice(0, 10) !== new Date(Date.parse(map.to) - 1).toISOString().slice(0, 10);
  const write = (ms: number): string => {
    const iso = new Date(ms).toISOString();
    return `${days ? `${iso.slice(5, 10)} ` : ''}${iso.slice(11, map.columnMs < 1000 ? 23 : 19)}Z`;
  };
  const ends = [from, from + (columns - 1) * map.columnMs].map(write);
  const [first = '', last = ''] = ends;
  const room = columns - first.length - last.length;
  const text = room < 1 ? first : first + ' '.repeat(room) + last;
  return `${' '.repeat(label)} └${'─'.repeat(columns)}\n${' '.repeat(label + 2)}${text}`;
}

function formatLegend(map: Heatmap, most: number, terminal: Terminal): string {
  const top = (level: number): number => Math.floor((level / (shades.length - 1)) ** 2 * most);
  const steps = shades.slice(1).flatMap((shade, index) => {
    const [least, highest] = [top(index) + 1, top(index + 1)];
    if (highest < least) return [];
    const range = least === highest ? formatCount(least) : `${formatCount(least)}–${formatCount(highest)}`;
    return [`${terminal.paint('cyan', shade)} ${range}`];
  });
  const failing = terminal.paint('red', '█') === '█' ? '!' : terminal.paint('red', '█');
  return `a column is ${formatLength(map.columnMs)}; ${map.of} in a cell: ${steps.join(gap)}; ${failing} at least half are errors`;
}

function formatLength(ms: number): string {
  const units: readonly (readonly [number, string])[] = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'min'],
    [1000, 's'],
  ];
  const [size, unit] = units.find(([each]) => ms >= each && ms % each === 0) ?? [1, 'ms'];
  return `${ms / size} ${unit}`;
}
