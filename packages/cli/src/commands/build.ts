import { chmodSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createCommand, Option } from 'commander';
import type { Command } from 'commander';
import {
  changesFileName,
  formatChangesFile,
  formatReleaseManifest,
  manifestFileName,
  releaseFields,
  SeatrialError,
} from '@seatrial/model';
import type { Release, ReleaseField } from '@seatrial/model';
import { detectRelease } from '@seatrial/release';
import type { DetectedRelease } from '@seatrial/release';
import type { PlanWords } from '../build/planning.ts';
import { detectDist } from '../build/dist-hint.ts';
import { detectShipping } from '../build/ship-check.ts';
import { uploadChanges } from '../build/upload.ts';
import { detectDirtyTree } from '../dirty-tree.ts';
import { formatTable } from '../format/table.ts';
import type { Terminal } from '../terminal.ts';
import { version } from '../version.ts';

/** What belongs to a deployment and not to the build; it comes from the environment where the build runs. */
const deploymentFields: ReadonlySet<string> = new Set<ReleaseField>([
  'instanceId',
  'deploymentId',
  'deploymentName',
  'ring',
  'environment',
]);

interface BuildOptions extends PlanWords {
  readonly out?: string;
  readonly upload?: boolean;
}

export function createBuildCommand(terminal: Terminal): Command {
  return createCommand('build')
    .summary(`write ${manifestFileName} beside the build, in CI`)
    .description(
      `Writes who this build is (service, version, commit, build id, …) into ${manifestFileName}, which ships with it.\nDeployment id, ring and environment are the deployment's: set them where it runs.\nWith any of the options below but --out it compares with the release before, function by function, and adds the probe plan, by which register() watches what changed. Who changed what goes into ${changesFileName}, which must not ship.`,
    )
    .argument('[folder]', 'the folder of the service', '.')
    .option('-o, --out <file>', `where to write; default: ${manifestFileName} in the folder`)
    .option(
      '--from [commit]',
      'compare with this commit, branch or tag; default: the release last seen, else the tag before',
    )
    .option('--to <commit>', 'what is built; default: HEAD')
    .option('--dist <folder>', 'the built output with its source maps, where that runs and not the sources')
    .option('--all', 'count functions that did not change, too: the next release has something to compare with')
    .addOption(new Option('--max <number>', 'full probes at most; more functions are counted only').default('500'))
    .option('--write', 'put the probes into the built output itself, where nothing can be inserted while it is loaded')
    .option('--upload', `give ${changesFileName} to the running server, SEATRIAL_URL or the one of this machine`)
    .addHelpText(
      'after',
      '\nExamples:\n  seatrial build\n  seatrial build services/checkout --out dist/seatrial.release.json\n  seatrial build --from v1.4.1\n  seatrial build --from v1.4.1 --dist dist --upload',
    )
    .action((folder: string, options: BuildOptions) => build(folder, options, terminal));
}

async function build(folder: string, options: BuildOptions, terminal: Terminal): Promise<void> {
  const home = resolve(folder);
  const detected = detectRelease({ cwd: home, entry: join(home, 'package.json'), manifest: false });
  const dirty = await detectDirtyTree(home);
  const path = options.out === undefined ? join(home, manifestFileName) : resolve(options.out);
  const release = withoutDeployment(detected.release);
  const createdAt = toBuildTime().toISOString();
  if (options.write === true && options.dist === undefined)
    throw new SeatrialError(
      'SEATRIAL_BAD_ARGUMENT',
      '--write rewrites built output, never sources. Name the folder with --dist.',
    );
  // Loaded only here: the parser is large, and every other command does without it.
  const planning = isCompared(options) ? await import('../build/planning.ts') : undefined;
  const planned = await planning?.planFunctions(home, path, options, detected.release, createdAt, terminal);
  const text = formatReleaseManifest({
    schema: 1,
    createdAt,
    createdBy: `seatrial ${version}`,
    release,
    sources: withoutDeployment(detected.sources),
    dirty: dirty === true,
    ...(planned === undefined ? {} : { plan: planned.plan }),
  });
  writeText(path, text);
  // A plan is code: nobody takes it from a file that others may write.
  if (planned !== undefined) chmodSync(path, 0o644);
  terminal.print(formatFields(release, detected, terminal));
  terminal.say(`Wrote ${path}.`);
  if (planning !== undefined && planned !== undefined) {
    const changes = { ...planned.changes, release };
    writeText(planned.path, formatChangesFile(changes));
    terminal.say(`Wrote ${planned.path}, for Seatrial alone: it names authors.`);
    for (const line of planning.describePlan(planned)) terminal.say(line);
    const dist = options.dist === undefined ? detectDist(home) : undefined;
    if (dist !== undefined)
      terminal.say(`Note: what runs seems to be in ${dist}, built from these sources. Name it with --dist ${dist}.`);
    const shipping = detectShipping(home, planned.path);
    if (shipping !== undefined) terminal.say(`Note: ${shipping}`);
    if (options.upload === true) terminal.say(await uploadChanges(changes, planned.path));
  }
  for (const note of detected.notes) terminal.say(`Note: ${note.message}`);
  if (dirty === true)
    terminal.say('Note: tracked files differ from the commit, so the build holds what no commit has.');
}

/** Whether anything was said that only a comparison can do. */
function isCompared({ from, to, dist, all, write, upload }: BuildOptions): boolean {
  return [from, to, dist, all, write, upload].some((option) => option !== undefined);
}

function writeText(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new SeatrialError(
      'SEATRIAL_BAD_ARGUMENT',
      `${path} cannot be written: ${(error as Error).message}. Name another file with --out.`,
      { cause: error },
    );
  }
}

function withoutDeployment<T extends Partial<Record<ReleaseField, string>>>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => !deploymentFields.has(field))) as T;
}

/** SOURCE_DATE_EPOCH makes builds repeatable (reproducible-builds.org). */
function toBuildTime(): Date {
  const epoch = process.env['SOURCE_DATE_EPOCH'];
  return epoch !== undefined && /^\d{1,11}$/.test(epoch) ? new Date(Number(epoch) * 1000) : new Date();
}

/** Field, value and source of what is known. */
export function formatFields(release: Release, detected: DetectedRelease, terminal: Terminal): string {
  const rows = releaseFields.filter(({ field }) => release[field] !== undefined);
  return formatTable(
    rows,
    [
      { head: 'field', value: ({ field }) => field },
      { head: 'value', value: ({ field }) => release[field] ?? '' },
      { head: 'source', value: ({ field }) => detected.sources[field] ?? '' },
    ],
    terminal,
  );
}
