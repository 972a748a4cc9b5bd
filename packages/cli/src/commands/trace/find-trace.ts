import { SeatrialError } from '@seatrial/model';
import type { Selector } from '@seatrial/model';
import { checkNames, explainNothing } from '@seatrial/store';
import type { SliceQuery, SpansQuery, StoreReader } from '@seatrial/store';
import { openOwnRecords } from '../../own-records.ts';
import { parseSelection } from '../../selection.ts';
import type { SelectionOptions } from '../../selection.ts';

/** Which trace of many. */
export interface TraceChoice extends SelectionOptions {
  readonly store?: string;
  readonly ring?: string;
  readonly sinceDeploy?: boolean;
  readonly slowest?: boolean;
  readonly firstFailing?: boolean;
  readonly random?: boolean;
}

const failing: Selector = [{ subject: { kind: 'intrinsic', name: 'error' }, operator: '=', values: ['true'] }];

/** The ways to choose, of which one at a time is given. */
const ways = ['slowest', 'firstFailing', 'random'] as const;

/** @throws SeatrialError `SEATRIAL_BAD_ARGUMENT` unless there is one way to choose, the id among them. */
export function checkChoice(id: string | undefined, options: TraceChoice): void {
  const given = ways.filter((way) => options[way] === true).length + (id === undefined ? 0 : 1);
  if (given === 1) return;
  throw new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    `Give ${given === 0 ? '' : 'only one of '}a trace id, --slowest, --first-failing or --random. "seatrial tail" shows the ids of recent traces.`,
  );
}

/** @throws SeatrialError `SEATRIAL_NOT_FOUND` where no span matches. */
export async function findTrace(options: TraceChoice, reader: StoreReader): Promise<string> {
  const query = await toQuery(options, reader);
  await checkNames(query.where ?? [], reader);
  const [found] = await reader.spans(query);
  if (found !== undefined) return found.traceId;
  const reasons = await explainNothing(query.where ?? [], reader);
  const since =
    options.sinceDeploy === true ? ` since ${new Date(query.from ?? 0).toISOString()}, the last deploy` : '';
  throw new SeatrialError(
    'SEATRIAL_NOT_FOUND',
    [`No ${options.firstFailing === true ? 'failing ' : ''}span matches${since}.`, ...reasons].join(' '),
  );
}

async function toQuery(options: TraceChoice, reader: StoreReader): Promise<SpansQuery> {
  const asked = parseSelection(options);
  const ring: Selector =
    options.ring === undefined
      ? []
      : [{ subject: { kind: 'intrinsic', name: 'ring' }, operator: '=', values: [options.ring] }];
  const where = [...(asked.where ?? []), ...ring, ...(options.firstFailing === true ? failing : [])];
  const from = options.sinceDeploy === true ? await findDeployTime({ ...asked, where }, options, reader) : asked.from;
  const order = options.slowest === true ? 'slowest' : options.random === true ? 'random' : 'oldest';
  return { ...asked, where, ...(from !== undefined && { from }), order, limit: 1 };
}

/** When the newest deploy that was told of began; where none was, when the newest release was first seen. */
async function findDeployTime(query: SliceQuery, options: TraceChoice, reader: StoreReader): Promise<number> {
  const { service } = options;
  const told =
    options.store === undefined
      ? await (await openOwnRecords()).deploys({ ...(service !== undefined && { service }), limit: 10_000 })
      : [];
  const deploy = told.find(
    ({ status, ring }) => status !== 'mark' && (options.ring === undefined || ring === options.ring),
  );
  if (deploy !== undefined) return Date.parse(deploy.startedAt);
  const where = (query.where ?? []).filter(({ subject }) => subject.name === 'service' || subject.name === 'ring');
  const seen = (await reader.releases({ where })).map(({ firstSeen }) => Date.parse(firstSeen));
  if (seen.length > 0) return Math.max(...seen);
  throw new SeatrialError(
    'SEATRIAL_NOT_FOUND',
    'No deploy was told of and no release was seen here. Tell of one with "seatrial deploy start", or give --since.',
  );
}
