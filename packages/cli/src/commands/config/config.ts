import { createCommand } from 'commander';
import type { Command } from 'commander';
import { SeatrialError } from '@seatrial/model';
import type { RolloutPlan } from '@seatrial/trial';
import type { SeatrialConfig } from '../../config/config.ts';
import { configFileNames, loadConfig } from '../../config/load-config.ts';
import { toRolloutPlan } from '../../config/plan.ts';
import { formatMs } from '../../format/number.ts';
import type { Terminal } from '../../terminal.ts';

interface CheckOptions {
  readonly json?: boolean;
}

export function createConfigCommand(terminal: Terminal): Command {
  const check = createCommand('check')
    .summary('is seatrial.config right? Each fault with its file and line')
    .argument('[file]', `default: the nearest ${configFileNames[0]}, .js or .json`)
    .option('--json', 'the stages and objectives of each service')
    .action((file: string | undefined, options: CheckOptions) => checkConfig(file, options, terminal));
  return createCommand('config')
    .summary('objectives and stages: check')
    .addHelpText('after', '\nExamples:\n  seatrial config check\n  seatrial config check seatrial.config.json --json')
    .addCommand(check);
}

async function checkConfig(file: string | undefined, options: CheckOptions, terminal: Terminal): Promise<void> {
  const { config, path } = await loadConfig(file);
  if (path === undefined)
    throw new SeatrialError(
      'SEATRIAL_NOT_FOUND',
      `There is no ${configFileNames[0]} here or above, so all is by default. Write one, or name a file.`,
    );
  const plans = toPlans(config);
  if (options.json === true) terminal.print(JSON.stringify(plans, undefined, 2));
  else
    terminal.print(
      [`${path} is right.`, ...plans.map((plan) => `  ${plan.service}: ${formatStages(plan)}`)].join('\n'),
    );
}

/** Of each service that is named, and of all others as `*`. */
function toPlans(config: SeatrialConfig): readonly RolloutPlan[] {
  return [...Object.keys(config.services ?? {}), '*'].map((service) => toRolloutPlan(config, service));
}

function formatStages({ stages }: RolloutPlan): string {
  return stages.map(({ name, bakeMs, onUndecided }) => `${name} (${formatMs(bakeMs)}, ${onUndecided})`).join(' → ');
}
