import type { Rollout, StageProgress } from '@seatrial/trial';
import type { Style, Terminal } from '../terminal.ts';
import { formatCount } from './number.ts';
import { formatTable } from './table.ts';
import { wrapText } from './wrap.ts';

const styles: Readonly<Record<StageProgress['status'], Style>> = {
  waiting: 'dim',
  running: 'cyan',
  passed: 'green',
  stopped: 'red',
};

/** A headline, a row for each stage, and why those that have begun are where they are. */
export function formatRollout(rollout: Rollout, terminal: Terminal): string {
  const table = formatTable(
    rollout.stages,
    [
      { head: 'stage', value: ({ name }) => name },
      { head: 'is', value: ({ status }) => status },
      { head: 'verdict', value: ({ verdict }) => verdict?.toUpperCase() ?? '' },
      {
        head: 'requests',
        value: ({ verdict, requests }) => (verdict === null ? '' : formatCount(requests)),
        align: 'right',
      },
      { head: 'begun', value: ({ startedAt }) => formatMinute(startedAt), drop: 2 },
      { head: 'ended', value: ({ endedAt }) => formatMinute(endedAt), drop: 1 },
    ],
    terminal,
  );
  const { service, release, environment, status } = rollout;
  const place = environment === '' ? '' : ` in ${environment}`;
  const word = terminal.paint(styles[status], status);
  const reasons = rollout.stages
    .filter((stage) => stage.status !== 'waiting')
    .map((stage) => wrapText(formatStage(stage), terminal.width, '  '));
  return `Rollout of ${service} ${release}${place}: ${word}\n\n${table}\n\n${reasons.join('\n')}`;
}

/** What a look has shown: `canary passed: …`. */
export function formatStage({ name, status, text }: StageProgress): string {
  return `${name} ${status}: ${text}`;
}

function formatMinute(iso: string | null): string {
  return iso === null ? '' : `${iso.slice(0, 16).replace('T', ' ')}Z`;
}
