import type { Habit, HabitFigures } from '@seatrial/trial';
import type { Terminal } from '../terminal.ts';
import { formatCallTime } from './call-time.ts';
import { formatCount, formatPercent } from './number.ts';
import { formatTable } from './table.ts';
import type { Column } from './table.ts';

/** Routes and functions, each beside its own last seven days. */
export function formatHabits(habits: readonly Habit[], terminal: Terminal): string {
  return formatTable(habits, columns, terminal);
}

const columns: readonly Column<Habit>[] = [
  { head: '', value: ({ kind }) => kind },
  { head: 'service', value: ({ service }) => service, drop: 3 },
  { head: 'name', value: ({ name }) => name },
  { head: 'an hour', value: ({ now }) => formatRate(now), align: 'right' },
  { head: 'usually', value: ({ usual }) => (usual === null ? 'new' : formatRate(usual)), align: 'right' },
  { head: 'errors', value: ({ now }) => formatPercent(now.errorRate), align: 'right' },
  { head: 'usually', value: ({ usual }) => formatPercent(usual?.errorRate ?? null), align: 'right', drop: 1 },
  { head: 'p95', value: ({ now }) => formatCallTime(now.p95Ms), align: 'right' },
  { head: 'usually', value: ({ usual }) => formatCallTime(usual?.p95Ms ?? null), align: 'right', drop: 2 },
];

function formatRate({ perHour }: HabitFigures): string {
  return perHour >= 10 || perHour === 0 ? formatCount(Math.round(perHour)) : perHour.toPrecision(2);
}
