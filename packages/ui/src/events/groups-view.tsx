import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { toSubject } from '@seatrial/model';
import type { GroupOrder, GroupRow, Groups } from '@seatrial/store';
import { toAnswerUrl } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { toConditionText } from '../filter/completion.ts';
import { FilterBar } from '../filter/filter-bar.tsx';
import { ofSpans } from '../filter/use-suggestions.ts';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { Failure, Loading } from '../parts/state.tsx';
import { TakeAway } from '../parts/take-away.tsx';
import { Text } from '../parts/text.tsx';
import { TimeWindow } from '../parts/time-window.tsx';
import { toCommand, toIso } from '../text/command.ts';
import { joinSelectors } from '../text/join-selectors.ts';
import { formatCount, formatMany, formatMs, formatShare } from '../text/number.ts';
import { formatMoment } from '../text/time.ts';
import { toHref, useUrlState } from '../url/use-url-state.ts';
import { EventsOf } from './events-of.tsx';
import { GroupBy } from './group-by.tsx';
import { NoEvents } from './no-events.tsx';
import { readWhere } from './read-where.ts';

/** Columns that can be sorted by, largest first. */
const orders: Readonly<Partial<Record<string, GroupOrder>>> = {
  Events: 'events',
  Failing: 'errorRate',
  p95: 'p95',
  'Last seen': 'lastSeen',
};
const heads = ['Events', 'Share', 'Failing', 'p50', 'p95', 'p99', 'Last seen', 'Trace'] as const;

/** What events have in common: a row for each combination of values, with counts, errors and quantiles. */
export function GroupsView({ by }: { readonly by: string }): ReactElement {
  const url = useUrlState();
  const [where, from, to] = [readWhere(url), url.get('from'), url.get('to')];
  const order = Object.values(orders).find((each) => each === url.get('order')) ?? 'events';
  const of = url.get('counted') === 'requests' ? 'requests' : undefined;
  const query = { by, where, from, to, order, of, limit: 200 };
  const { data, error, isPlaceholderData } = useAnswer<Groups>('/api/events/groups', query);
  const filter = (selector: string): void => url.set({ where: selector, service: undefined }, { push: true });
  return (
    <div className="page wide">
      <div className="head-row">
        <h1 className="small">
          Groups{' '}
          <span className="dim count">
            {data !== undefined &&
              `${formatCount(data.groups)} of ${formatMany(data.events, of === undefined ? 'event' : 'request')}`}
          </span>
        </h1>
        <div className="head-side">
          <EventsOf value="groups" />
          <TimeWindow />
          <TakeAway
            command={toCommand(['npx', 'seatrial', 'events', ...(of === undefined ? [] : ['--requests'])], {
              by,
              where,
              order,
              since: toIso(from),
              until: toIso(to),
            })}
            json={toAnswerUrl('/api/events/groups', query)}
          />
        </div>
      </div>
      <div className="filter-row">
        <FilterBar value={where} source={ofSpans} onChange={filter} />
        <label className="dim check">
          <input
            type="checkbox"
            checked={of !== undefined}
            onChange={({ target }) => url.set({ counted: target.checked ? 'requests' : undefined }, { push: true })}
          />{' '}
          requests alone
        </label>
        <GroupBy value={by} onChange={(names) => url.set({ by: names, order: undefined }, { push: true })} />
      </div>
      {error !== null && <Failure error={error} />}
      {data === undefined && error === null && <Loading what="Counting events" />}
      {error === null && data?.rows.length === 0 && (
        <NoEvents of="spans" where={where} narrowed={from !== undefined || to !== undefined} />
      )}
      {error === null && data !== undefined && data.rows.length > 0 && (
        <ScrollTable label="Groups of events">
          <table className="table" aria-busy={isPlaceholderData}>
            <thead>
              <tr>
                {data.by.map((name) => (
                  <th key={name}>
                    <Text of={name} />
                  </th>
                ))}
                {heads.map((head) => (
                  <th
                    key={head}
                    className="number"
                    {...(orders[head] !== undefined && { 'aria-sort': orders[head] === order ? 'descending' : 'none' })}
                  >
                    {orders[head] === undefined ? (
                      head
                    ) : (
                      <button
                        type="button"
                        className="sort"
                        onClick={() => url.set({ order: orders[head] }, { push: true })}
                      >
                        {head}
                      </button>
                    )}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.rows.map((row) => (
                <Row key={JSON.stringify(row.values)} {...{ row, where, from, to }} of={data} />
              ))}
            </tbody>
          </table>
        </ScrollTable>
      )}
      {data !== undefined && data.groups > data.rows.length && (
        <p className="faint">
          The first {formatCount(data.rows.length)} of {formatCount(data.groups)} are shown.
        </p>
      )}
    </div>
  );
}

interface RowProps {
  readonly row: GroupRow;
  readonly of: Groups;
  readonly where: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

function Row({ row, of, where, from, to }: RowProps): ReactElement {
  // Requests are no filter of spans: what would be listed were others.
  const known = of.of === 'spans' && row.values.every((value) => value !== null && value !== '');
  const own = of.by.map((name, index) => toConditionText(toPlainName(name), row.values[index] ?? ''));
  return (
    <tr>
      {row.values.map((value, index) => (
        <td key={of.by[index]} className="mono">
          {value === null ? <span className="faint">none</span> : <Text of={value === '' ? '""' : value} />}
        </td>
      ))}
      <td className="number">
        {known ? (
          <Link href={toHref('/events', { where: joinSelectors(where, ...own), from, to })}>
            {formatCount(row.events)}
          </Link>
        ) : (
          formatCount(row.events)
        )}
      </td>
      <td className="number">{formatShare(row.events / of.events)}</td>
      <td className={row.errors > 0 ? 'number bad' : 'number'}>{formatShare(row.errorRate)}</td>
      <td className="number">{formatMs(row.p50Ms)}</td>
      <td className="number">{formatMs(row.p95Ms)}</td>
      <td className="number">{formatMs(row.p99Ms)}</td>
      <td className="number">{formatMoment(Date.parse(row.lastSeen))}</td>
      <td className="number">
        <Link href={`/trace/${encodeURIComponent(row.traceId)}`}>a trace</Link>
      </td>
    </tr>
  );
}

/** A name as conditions are written with it. */
function toPlainName(name: string): string {
  const { kind, name: plain } = toSubject(name);
  return kind === 'intrinsic' ? plain : name;
}
