import { createCommand } from 'commander';
import type { Command } from 'commander';
import { SeatrialError, suggestName } from '@seatrial/model';
import type { Notifier } from '@seatrial/server';
import { toStageIndex } from '@seatrial/trial';
import type { Rollout, RolloutPlan } from '@seatrial/trial';
import { loadConfig } from '../config/load-config.ts';
import { toRolloutPlan } from '../config/plan.ts';
import { exitCodes } from '../exit-code.ts';
import { formatRollout, formatStage } from '../format/rollout.ts';
import { createJudge } from '../judging.ts';
import { createConfiguredNotifier } from '../notifying.ts';
import { openOwnRecords } from '../own-records.ts';
import { findRelease, findRollout, openRollout } from '../rollout/open-rollout.ts';
import { walkRollout } from '../rollout/walk.ts';
import { createScreen } from '../screen.ts';
import type { Terminal } from '../terminal.ts';
import { parseDuration } from '../time-range.ts';

interface RolloutOptions {
  readonly service?: string;
  readonly release?: string;
  readonly until?: string;
  readonly wait?: string;
  readonly status?: boolean;
  readonly restart?: boolean;
  readonly config?: string;
  readonly json?: boolean;
}

const after = `
Examples:
  seatrial rollout --service checkout --release 1.4.2              all stages, to the end
  seatrial rollout --service checkout --until canary --wait 1h     until that stage has passed
  seatrial rollout --service checkout --status --json              where it stands

It judges and tells; moving traffic is your rollout tool's work: before each stage, as in
  set_weight 10 && npx seatrial rollout --service checkout --until 10% || set_weight 0
Where it stands outlives the command and the server: the same words again go on. Stages are in seatrial.config.

Exit codes: 0 passed, 10 regressed, 11 undecided (time is up, or the stage says abort); 64, 69, 70 as ever.`;

export function createRolloutCommand(terminal: Terminal): Command {
  return createCommand('rollout')
    .summary('walk the stages of a release: each passes, stops, or waits')
    .description(
      'Judges a release stage by stage, as seatrial.config says, and ends when it has passed or has to stop.',
    )
    .option('--service <name>', 'the service that is rolled out')
    .option('--release <version>', 'its release. Default: that of the newest "seatrial deploy start"')
    .option('--until <stage>', 'end when this stage has passed. Default: the last one')
    .option('--wait <length>', 'end undecided after this long: 1h. Default: wait as long as it takes')
    .option('--status', 'only show where it stands, without a look')
    .option('--restart', 'begin with the first stage, whatever was kept')
    .option('--config <file>', 'default: the nearest seatrial.config')
    .option('--json', 'at the end, the rollout as an object; on the way, lines to stderr')
    .addHelpText('after', after)
    .action((options: RolloutOptions) => rollOut(options, terminal));
}

async function rollOut(options: RolloutOptions, terminal: Terminal): Promise<void> {
  const { service, json } = options;
  if (service === undefined)
    throw new SeatrialError(
      'SEATRIAL_BAD_ARGUMENT',
      'Which service? Give --service NAME. "seatrial releases" lists them.',
    );
  const { config } = await loadConfig(options.config);
  const plan = toRolloutPlan(config, service);
  const stages = countStages(plan, options.until);
  const rollout =
    options.status === true
      ? await findKept(plan)
      : await walk(plan, stages, options, createConfiguredNotifier(config, terminal), terminal);
  terminal.print(json === true ? JSON.stringify(rollout, undefined, 2) : formatRollout(rollout, terminal));
  process.exitCode = toRolloutExitCode(rollout, stages);
}

async function walk(
  plan: RolloutPlan,
  stages: number,
  { release: asked, restart, wait, json }: RolloutOptions,
  notifier: Notifier,
  terminal: Terminal,
): Promise<Rollout> {
  const records = await openOwnRecords();
  const release = asked ?? (await findRelease(records, plan));
  const kept = await openRollout(records, plan, release, restart === true);
  const screen = createScreen(
    json === true ? { ...terminal, live: false, print: (text) => terminal.say(text) } : terminal,
  );
  const told: Promise<void>[] = [];
  const until = wait === undefined ? Number.POSITIVE_INFINITY : Date.now() + parseDuration('--wait', wait);
  const rollout = await walkRollout({
    plan,
    stages,
    rollout: kept,
    rollouts: records,
    until,
    judge: createJudge({ until, terminal }),
    onLook: (next, before) => {
      const stage = next.stages[toStageIndex(before)];
      if (stage === undefined) return;
      screen.show(formatRollout(next, terminal), formatStage(stage));
      if (next.status === 'running' && stage.status === 'passed')
        told.push(
          notifier.notify({ event: 'stage', service: plan.service, text: `${release}: ${formatStage(stage)}` }),
        );
    },
  });
  // A rollout that had ended before is no news.
  if (kept.status === 'running' && rollout.status !== 'running') told.push(notifyEnd(rollout, notifier));
  await Promise.all(told);
  screen.clear();
  return rollout;
}

function notifyEnd(rollout: Rollout, notifier: Notifier): Promise<void> {
  const { service, release, status, stages } = rollout;
  const last = stages.findLast(({ verdict }) => verdict !== null);
  const event = status === 'passed' ? 'ok' : last?.verdict === 'regressed' ? 'regressed' : 'undecided';
  const what = status === 'passed' ? 'the rollout has passed all stages' : 'the rollout was stopped';
  return notifier.notify({
    event,
    service,
    text: `${release}: ${what}. ${last === undefined ? '' : formatStage(last)}`,
  });
}

async function findKept(plan: RolloutPlan): Promise<Rollout> {
  const kept = await findRollout(await openOwnRecords(), plan);
  if (kept !== undefined) return kept;
  throw new SeatrialError(
    'SEATRIAL_NOT_FOUND',
    `There has been no rollout of ${plan.service}. Begin one without --status.`,
  );
}

function countStages({ service, stages }: RolloutPlan, until: string | undefined): number {
  if (until === undefined) return stages.length;
  const names = stages.map(({ name }) => name);
  const index = names.indexOf(until);
  if (index !== -1) return index + 1;
  const near = suggestName(until, names);
  throw new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    `${service} has no stage ${JSON.stringify(until)}. ${near === undefined ? `Stages: ${names.join(', ')}.` : `Did you mean ${near}?`}`,
  );
}

function toRolloutExitCode(rollout: Rollout, stages: number): number {
  if (toStageIndex(rollout) >= stages) return exitCodes.done;
  return rollout.stages.some(({ verdict, status }) => status === 'stopped' && verdict === 'regressed')
    ? exitCodes.regressed
    : exitCodes.undecided;
}
