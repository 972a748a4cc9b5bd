import { createCommand } from 'commander';
import type { Command } from 'commander';
import { matchesVersion, toSubject } from '@seatrial/model';
import type { Deploy } from '@seatrial/server';
import { checkNames } from '@seatrial/store';
import type { ReleaseRow, SliceQuery, StoreReader } from '@seatrial/store';
import { openOwnRecords } from '../own-records.ts';
import { formatCount, formatMs, formatPercent } from '../format/number.ts';
import type { Column } from '../format/table.ts';
import { formatAge } from '../format/time.ts';
import { addListingOptions, showListing } from '../listing.ts';
import type { ListingOptions } from '../listing.ts';
import type { Terminal } from '../terminal.ts';

/** With what CI told of its newest deploy; null where nothing was told. */
interface DeployedRow extends ReleaseRow {
  readonly deploy: Deploy | null;
}

const columns: readonly Column<DeployedRow>[] = [
  { head: 'service', value: (row) => row.service },
  { head: 'version', value: (row) => row.version },
  { head: 'ring', value: (row) => row.ring },
  { head: 'build', value: (row) => row.buildId, drop: 8 },
  { head: 'deployment', value: (row) => row.deploymentId, drop: 7 },
  { head: 'commit', value: (row) => row.commit.slice(0, 9), drop: 10 },
  { head: 'environment', value: (row) => row.environment, drop: 6 },
  { head: 'spans', value: (row) => formatCount(row.spans), align: 'right', drop: 9 },
  { head: 'requests', value: (row) => formatCount(row.requests), align: 'right' },
  { head: 'errors', value: (row) => formatPercent(row.errorRate), align: 'right' },
  { head: 'p50', value: (row) => formatMs(row.p50Ms), align: 'right', drop: 3 },
  { head: 'p95', value: (row) => formatMs(row.p95Ms), align: 'right' },
  { head: 'p99', value: (row) => formatMs(row.p99Ms), align: 'right', drop: 4 },
  { head: 'share', value: (row) => formatPercent(row.trafficShare), align: 'right', drop: 1 },
  { head: 'deployed', value: ({ deploy }) => formatDeploy(deploy), align: 'right', drop: 2 },
  { head: 'last seen', value: (row) => formatAge(row.lastSeen), align: 'right', drop: 5 },
];

export function createReleasesCommand(terminal: Terminal): Command {
  return addListingOptions(createCommand('releases'))
    .option('--by <name>', 'a row for each value of a flag, cohort or attribute: flag.new-checkout, cohort.audience')
    .summary('which releases serve traffic, how much, how well')
    .description('One row for each release in each ring and deployment: requests, errors, latency, share of traffic.')
    .addHelpText(
      'after',
      '\nExamples:\n  seatrial releases\n  seatrial releases --service checkout --since 1h\n  seatrial releases --where flag.new-checkout=on --json\n  seatrial releases --by flag.new-checkout\n  seatrial releases --service checkout --by cohort.audience',
    )
    .action((options: ReleasesOptions) => showReleases(options, terminal));
}

interface ReleasesOptions extends ListingOptions {
  readonly by?: string;
}

async function showReleases({ by, ...options }: ReleasesOptions, terminal: Terminal): Promise<void> {
  if (by === undefined) {
    await showListing(
      options,
      terminal,
      async (reader, query) => withDeploys(await reader.releases(query), options.store),
      columns,
    );
    return;
  }
  const split: Column<DeployedRow> = { head: by, value: (row) => row.by ?? '' };
  const ask = async (reader: StoreReader, query: SliceQuery): Promise<readonly DeployedRow[]> => {
    await checkNames([{ subject: toSubject(by), operator: 'exists', values: [] }], reader);
    return withDeploys(await reader.releases({ ...query, by }), options.store);
  };
  await showListing(options, terminal, ask, [...columns.slice(0, 3), split, ...columns.slice(3)]);
}

/** Deploys are kept beside the server's own data, not beside a store file that was named. */
async function withDeploys(rows: readonly ReleaseRow[], store: string | undefined): Promise<readonly DeployedRow[]> {
  const deploys = store === undefined ? await (await openOwnRecords()).deploys({ limit: 10_000 }) : [];
  return rows.map((row) => ({ ...row, deploy: deploys.find((deploy) => isDeployOf(deploy, row)) ?? null }));
}

function isDeployOf(deploy: Deploy, row: ReleaseRow): boolean {
  if (deploy.status === 'mark' || deploy.service !== row.service) return false;
  if (row.deploymentId !== '' && deploy.id === row.deploymentId) return true;
  return (
    matchesVersion(row.version, deploy.version) &&
    (deploy.ring === '' || deploy.ring === row.ring) &&
    (deploy.environment === '' || deploy.environment === row.environment)
  );
}

function formatDeploy(deploy: Deploy | null): string {
  if (deploy === null) return '';
  const age = formatAge(deploy.finishedAt ?? deploy.startedAt);
  return deploy.status === 'succeeded' ? age : `${deploy.status} ${age}`;
}
