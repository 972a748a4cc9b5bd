import { SeatrialError } from '@seatrial/model';
import type { Records } from '../records/records.ts';
import type { Deploy, DeployFinish, Deploys, DeployStart } from './deploy.ts';

/** Deploys in Seatrial's own records. */
export function createDeployRecords(records: Records, now: () => number = Date.now): Deploys {
  const newestFirst = async (): Promise<readonly Deploy[]> =>
    (await records.list('deploy')).toReversed().toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
  return {
    async deploys({ service, environment, from = 0, limit = 100 } = {}) {
      const found = (await newestFirst()).filter(
        (deploy) =>
          (service === undefined || deploy.service === service) &&
          (environment === undefined || deploy.environment === environment) &&
          (deploy.finishedAt === null || Date.parse(deploy.finishedAt) >= from),
      );
      return found.slice(0, limit);
    },
    async startDeploy(start) {
      const deploy = toDeploy(start, new Date(now()).toISOString());
      await records.put('deploy', deploy);
      return deploy;
    },
    async finishDeploy(finish) {
      const running = findRunning(await newestFirst(), finish);
      const deploy: Deploy = {
        ...running,
        status: finish.status ?? 'succeeded',
        finishedAt: new Date(now()).toISOString(),
        note: finish.note ?? running.note,
      };
      await records.put('deploy', deploy);
      return deploy;
    },
  };
}

function toDeploy(start: DeployStart, time: string): Deploy {
  const { service, version = '', commit = '', environment = '', ring = '', note = '', url = '', status } = start;
  const id = start.id || `${service}-${time.replaceAll(/[-:.]/g, '')}`;
  const startedAt = time;
  const told = { id, service, version, commit, environment, ring, note, url, startedAt };
  return status === 'mark'
    ? { ...told, status, finishedAt: startedAt }
    : { ...told, status: 'running', finishedAt: null };
}

function findRunning(deploys: readonly Deploy[], { id, service, environment }: DeployFinish): Deploy {
  const running = deploys.filter(({ status }) => status === 'running');
  const found = running.find(
    (deploy) =>
      (id === undefined || deploy.id === id) &&
      (service === undefined || deploy.service === service) &&
      (environment === undefined || deploy.environment === environment),
  );
  if (found !== undefined) return found;
  const asked = [id, service && `of ${service}`, environment && `in ${environment}`].filter(Boolean).join(' ');
  const seen = running.length === 0 ? '' : `Running: ${running.map((deploy) => deploy.id).join(', ')}. `;
  throw new SeatrialError(
    'SEATRIAL_NOT_FOUND',
    `No deploy ${asked} is running. ${seen}Begin one with "seatrial deploy start".`,
  );
}
