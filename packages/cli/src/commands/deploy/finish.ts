import { join, resolve } from 'node:path';
import { createCommand } from 'commander';
import type { Command } from 'commander';
import { SeatrialError } from '@seatrial/model';
import { detectRelease } from '@seatrial/release';
import { openOwnRecords } from '../../own-records.ts';
import type { Terminal } from '../../terminal.ts';
import { describeDeploy } from './start.ts';

interface FinishOptions {
  readonly service?: string;
  readonly id?: string;
  readonly environment?: string;
  readonly failed?: boolean;
  readonly note?: string;
  readonly json?: boolean;
}

export function createDeployFinishCommand(terminal: Terminal): Command {
  return createCommand('finish')
    .summary('a deploy has ended: well, or with --failed')
    .argument('[folder]', 'the folder of the service', '.')
    .option('--service <name>', 'its newest deploy that still runs')
    .option('--id <id>', 'as "seatrial deploy start" printed it')
    .option('--environment <name>', 'with --service: only deploys to it')
    .option('--failed', 'it has failed')
    .option('--note <text>', 'a line for people')
    .option('--json', 'the deploy as an object')
    .addHelpText('after', '\nExamples:\n  seatrial deploy finish\n  seatrial deploy finish --id "$ID" --failed')
    .action((folder: string, options: FinishOptions) => finish(folder, options, terminal));
}

async function finish(folder: string, options: FinishOptions, terminal: Terminal): Promise<void> {
  const { id, environment, note, json } = options;
  const service = options.service ?? (id === undefined ? detectService(folder) : undefined);
  const deploy = await (
    await openOwnRecords()
  ).finishDeploy({
    ...(id === undefined ? {} : { id }),
    ...(service === undefined ? {} : { service }),
    ...(environment === undefined ? {} : { environment }),
    ...(note === undefined ? {} : { note }),
    status: options.failed === true ? 'failed' : 'succeeded',
  });
  terminal.print(json === true ? JSON.stringify(deploy, undefined, 2) : deploy.id);
  terminal.say(`Finished, ${deploy.status}: ${describeDeploy(deploy)}.`);
}

function detectService(folder: string): string {
  const home = resolve(folder);
  const { service } = detectRelease({ cwd: home, entry: join(home, 'package.json') }).release;
  if (service !== undefined) return service;
  throw new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    `No service is known in ${home}. Name it with --service, or the deploy with --id.`,
  );
}
