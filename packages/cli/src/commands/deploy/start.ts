import { join, resolve } from 'node:path';
import { createCommand } from 'commander';
import type { Command } from 'commander';
import { SeatrialError } from '@seatrial/model';
import type { Release } from '@seatrial/model';
import { detectRelease } from '@seatrial/release';
import type { Deploy, DeployStart } from '@seatrial/server';
import { openOwnRecords } from '../../own-records.ts';
import type { Terminal } from '../../terminal.ts';

interface StartOptions {
  readonly service?: string;
  readonly release?: string;
  readonly id?: string;
  readonly environment?: string;
  readonly ring?: string;
  readonly note?: string;
  readonly url?: string;
  readonly json?: boolean;
}

export function createDeployStartCommand(terminal: Terminal): Command {
  return addNaming(createCommand('start').summary('a deploy begins; prints its id'))
    .addHelpText('after', '\nExamples:\n  seatrial deploy start --ring canary\n  ID=$(seatrial deploy start)')
    .action((folder: string, options: StartOptions) => tell(folder, options, 'running', terminal));
}

export function createDeployMarkCommand(terminal: Terminal): Command {
  return addNaming(createCommand('mark').summary('a moment worth knowing, such as a flag that was turned on'))
    .addHelpText('after', '\nExamples:\n  seatrial deploy mark --service checkout --note "new-checkout on for staff"')
    .action((folder: string, options: StartOptions) => tell(folder, options, 'mark', terminal));
}

function addNaming(command: Command): Command {
  return command
    .argument('[folder]', 'the folder of the service: what is not said is found there, as "seatrial whoami" does', '.')
    .option('--service <name>', 'whose deploy')
    .option('--release <version>', 'what is deployed')
    .option('--id <id>', 'deployment id, as in SEATRIAL_DEPLOYMENT_ID of the service')
    .option('--environment <name>', 'where to')
    .option('--ring <name>', 'internal, canary, stable, or a word of your own')
    .option('--note <text>', 'a line for people')
    .option('--url <address>', 'of the CI run, for instance')
    .option('--json', 'the deploy as an object instead of its id');
}

async function tell(
  folder: string,
  options: StartOptions,
  status: 'running' | 'mark',
  terminal: Terminal,
): Promise<void> {
  const home = resolve(folder);
  const { release } = detectRelease({ cwd: home, entry: join(home, 'package.json') });
  const start = toStart(options, release, status);
  if (start === undefined)
    throw new SeatrialError(
      'SEATRIAL_BAD_ARGUMENT',
      `No service is known in ${home}. Name it with --service, or run this in its folder.`,
    );
  const deploy = await (await openOwnRecords()).startDeploy(start);
  terminal.print(options.json === true ? JSON.stringify(deploy, undefined, 2) : deploy.id);
  terminal.say(
    `${status === 'mark' ? 'Marked' : 'Started'}: ${describeDeploy(deploy)}. ${status === 'mark' ? '' : 'Now: "seatrial deploy finish", and "seatrial watch".'}`.trim(),
  );
}

function toStart(options: StartOptions, found: Release, status: 'running' | 'mark'): DeployStart | undefined {
  const service = options.service ?? found.service;
  if (service === undefined) return undefined;
  // Another service than the one that lies here has another version, too.
  const here = service === found.service ? found : {};
  const texts: readonly (readonly [keyof DeployStart, string | undefined])[] = [
    ['id', options.id ?? (status === 'mark' ? undefined : found.deploymentId)],
    ['version', options.release ?? here.version],
    ['commit', options.release === undefined ? here.commit : undefined],
    ['environment', options.environment ?? found.environment],
    ['ring', options.ring ?? found.ring],
    ['note', options.note],
    ['url', options.url],
  ];
  return { ...Object.fromEntries(texts.filter(([, text]) => text !== undefined)), service, status };
}

/** `checkout 1.4.2 in ring canary, environment production`. */
export function describeDeploy({ service, version, ring, environment }: Deploy): string {
  const where = [ring === '' ? '' : `in ring ${ring}`, environment === '' ? '' : `environment ${environment}`];
  return [[service, version].filter(Boolean).join(' '), where.filter(Boolean).join(', ')].filter(Boolean).join(' ');
}
