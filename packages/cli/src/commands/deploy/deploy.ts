import { createCommand } from 'commander';
import type { Command } from 'commander';
import type { Terminal } from '../../terminal.ts';
import { createDeployFinishCommand } from './finish.ts';
import { createDeployMarkCommand, createDeployStartCommand } from './start.ts';

export function createDeployCommand(terminal: Terminal): Command {
  const command = createCommand('deploy')
    .summary('tell from CI when a deploy starts and ends: start, finish, mark')
    .description(
      'Deploys are kept beside the telemetry: "seatrial releases" shows them, and "seatrial watch" begins where the last one did.\nThey are told to the server that SEATRIAL_URL names (with SEATRIAL_TOKEN), else to the one that runs here, else written to the state directory.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  seatrial deploy start --ring canary\n  seatrial deploy finish\n  seatrial deploy finish --failed --note "image not found"\n  seatrial deploy mark --note "new-checkout on for staff"',
    );
  for (const sub of [
    createDeployStartCommand(terminal),
    createDeployFinishCommand(terminal),
    createDeployMarkCommand(terminal),
  ])
    command.addCommand(sub);
  return command;
}
