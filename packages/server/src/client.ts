import { formatSelector, SeatrialError } from '@seatrial/model';
import type { RowGroup, SliceQuery, StoreReader } from '@seatrial/store';
import type { ChangesFile } from '@seatrial/model';
import type {
  Evidence,
  ExplainOptions,
  Explanation,
  Habit,
  HabitQuery,
  Ledger,
  LedgerQuery,
  Rollout,
  UploadedChanges,
  VerifyOptions,
} from '@seatrial/trial';
import type { ExplainStep, ServerStatus, TraceAnswer } from './api.ts';
import { ask, askLines } from './ask.ts';
import type { Deploy, Deploys } from './deploys/deploy.ts';
import type { Rollouts } from './rollouts/rollouts.ts';

/** A running server, asked like a store. Methods reject with `SeatrialError`, the server's own code kept. */
export interface ApiClient extends StoreReader, Deploys, Rollouts {
  /** What a verdict is made from; the server gathers it. */
  evidence(options: VerifyOptions): Promise<Evidence>;
  /** The changed functions of releases. */
  ledgers(query?: LedgerQuery): Promise<readonly Ledger[]>;
  /** What somebody changed, beside its own last seven days. */
  habits(query: HabitQuery): Promise<readonly Habit[]>;
  /** Takes what a release changed. */
  upload(file: ChangesFile): Promise<UploadedChanges>;
  /** What sets a group of requests apart. @param onProgress is told the share of the work that is done. */
  explain(options: ExplainOptions, onProgress?: (done: number) => void): Promise<Explanation>;
  status(): Promise<ServerStatus>;
}

export interface ApiClientOptions {
  /** As in `server.json`: `http://127.0.0.1:4319`. */
  readonly apiUrl: string;
  readonly token: string;
}

type Answer<K extends keyof ApiClient> = Awaited<ReturnType<ApiClient[K]>>;

export function createApiClient({ apiUrl, token }: ApiClientOptions): ApiClient {
  const get = <T>(path: string, query: object = {}): Promise<T> => ask<T>({ apiUrl, token, path, query });
  const tell = <T>(path: string, body: unknown): Promise<T> => ask<T>({ apiUrl, token, path, body });
  const trace = (traceId: string): Promise<TraceAnswer> => get(`/api/traces/${encodeURIComponent(traceId)}`);
  return {
    status: () => get<ServerStatus>('/api/status'),
    releases: (query) => get<Answer<'releases'>>('/api/releases', toQuery(query)),
    operations: (query) => get<Answer<'operations'>>('/api/operations', toQuery(query)),
    spans: (query) => get<Answer<'spans'>>('/api/spans', toQuery(query)),
    histogram: (query) => get<Answer<'histogram'>>('/api/histogram', toQuery(query)),
    summaries: (query) => get<Answer<'summaries'>>('/api/summaries', query),
    trace: async (traceId) => (await trace(traceId)).spans,
    traceLogs: async (traceId) => (await trace(traceId)).logs,
    evidence: (options) => get<Evidence>('/api/evidence', toVerifyQuery(options)),
    ledgers: (query) => get<readonly Ledger[]>('/api/functions', query),
    habits: (query) => get<readonly Habit[]>('/api/functions/usual', query),
    upload: (file) => tell<UploadedChanges>('/api/releases', file),
    explain: async (options, onProgress) => {
      const path = '/api/explain/steps';
      const steps = askLines<ExplainStep>({ apiUrl, token, path, query: toExplainQuery(options) });
      for await (const step of steps) {
        if ('explanation' in step) return step.explanation;
        if ('error' in step) throw new SeatrialError(step.error.code, step.error.message);
        onProgress?.(step.done);
      }
      throw new SeatrialError('SEATRIAL_NO_SERVER', `${apiUrl} ended before it had explained anything. Ask again.`);
    },
    attributeNames: () => get<Answer<'attributeNames'>>('/api/attributes'),
    attributeValues: (name, limit) => get<Answer<'attributeValues'>>('/api/attributes/values', { name, limit }),
    follow: (query) => get<Answer<'follow'>>('/api/spans/follow', toQuery(query)),
    logs: (query) => get<Answer<'logs'>>('/api/logs', toQuery(query)),
    followLogs: (query) => get<Answer<'followLogs'>>('/api/logs/follow', toQuery(query)),
    logNames: () => get<Answer<'logNames'>>('/api/logs/names'),
    logValues: (query) => get<Answer<'logValues'>>('/api/logs/values', query),
    heatmap: (query) => get<Answer<'heatmap'>>('/api/events/heatmap', toQuery(query)),
    groups: (query) => get<Answer<'groups'>>('/api/events/groups', { ...toQuery(query), by: query.by.join(',') }),
    knownValues: (query) => get<Answer<'knownValues'>>('/api/attributes/known', query),
    sql: (query) => tell<Answer<'sql'>>('/api/sql', query),
    deploys: (query) => get<readonly Deploy[]>('/api/deploys', query),
    startDeploy: (start) => tell<Deploy>('/api/deploys', start),
    finishDeploy: (finish) => tell<Deploy>('/api/deploys/finish', finish),
    rollouts: (query) => get<readonly Rollout[]>('/api/rollouts', query),
    putRollout: (rollout) => tell<Rollout>('/api/rollouts', rollout),
    stats: async () => (await get<ServerStatus>('/api/status')).store,
  };
}

function toQuery(query: SliceQuery = {}): Readonly<Record<string, unknown>> {
  return { ...query, where: query.where === undefined ? undefined : formatSelector(query.where) };
}

/** The names of `GET /api/verify`. */
function toVerifyQuery(options: VerifyOptions): Readonly<Record<string, unknown>> {
  const { candidate, baseline, where, cohorts, objectives, ...rest } = options;
  return {
    ...rest,
    ...(candidate !== undefined && { candidate: formatSelector(candidate) }),
    ...(baseline !== undefined && { baseline: formatSelector(baseline) }),
    ...(where !== undefined && { where: formatSelector(where) }),
    ...(cohorts !== undefined && { cohorts: cohorts.join(',') }),
    ...(objectives !== undefined && Object.keys(objectives).length > 0 && { objectives: JSON.stringify(objectives) }),
  };
}

/** The names of `GET /api/explain`. */
function toExplainQuery(options: ExplainOptions): Readonly<Record<string, unknown>> {
  const { where, group, against, exclude, having: _, alpha: __, ...rest } = options;
  const toGroup = (name: string, { where: selector, from, to }: RowGroup): Readonly<Record<string, unknown>> => ({
    [name]: selector === undefined ? undefined : formatSelector(selector),
    [`${name}From`]: from,
    [`${name}To`]: to,
  });
  return {
    ...rest,
    where: where === undefined ? undefined : formatSelector(where),
    ...toGroup('group', group),
    slowerThanShare: group.slowerThanShare,
    ...(against !== undefined && toGroup('against', against)),
    exclude: exclude?.join(','),
  };
}
