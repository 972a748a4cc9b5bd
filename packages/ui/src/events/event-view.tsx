import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { useLocation } from 'wouter';
import { toAnswerUrl } from '../api/ask.ts';
import { FilterBar } from '../filter/filter-bar.tsx';
import { Icon } from '../parts/icon.tsx';
import { Failure, Loading } from '../parts/state.tsx';
import { TakeAway } from '../parts/take-away.tsx';
import { TimeWindow } from '../parts/time-window.tsx';
import { joinSelectors } from '../text/join-selectors.ts';
import { toCommand, toIso } from '../text/command.ts';
import { formatCount, formatMany } from '../text/number.ts';
import { toHref, useUrlState } from '../url/use-url-state.ts';
import { AddColumn } from './add-column.tsx';
import { EventGrid } from './event-grid.tsx';
import { toColumns } from './event-kind.ts';
import type { EventKind, EventPlace } from './event-kind.ts';
import type { EventRow } from './event-pages.ts';
import { EventsOf } from './events-of.tsx';
import { NoEvents } from './no-events.tsx';
import { useEvents } from './use-events.ts';
import { useStable } from './use-stable.ts';
import { useTail } from './use-tail.ts';
import { readWhere } from './read-where.ts';

/** Single spans or logs, the newest first, filtered by anything they have. */
export function EventView<R extends EventRow & EventPlace>({ kind }: { readonly kind: EventKind<R> }): ReactElement {
  const url = useUrlState();
  const [, navigate] = useLocation();
  const [where, from, to] = [readWhere(url), url.get('from'), url.get('to')];
  const { name, path, one, toTime, Detail } = kind;
  const events = useEvents<R>({ path, toTime, where, from, to });
  const [selected, setSelected] = useState<R>();
  const [top, setTop] = useState(true);
  const [waiting, setWaiting] = useState<readonly R[]>([]);
  const [rate, setRate] = useState<number>();
  // A window that has ended gets no news.
  const following = to === undefined && url.get('tail') !== 'off';
  useTail<R>({
    name,
    path,
    where,
    enabled: following,
    onMessage: ({ rows: arrived, matched, seconds }) => {
      setRate(matched === 0 ? undefined : matched / Math.max(seconds, 0.4));
      // Rows under the pointer never move: whoever has scrolled is told instead.
      if (top) events.addNewer(arrived);
      else setWaiting((before) => [...before, ...arrived].slice(-400));
    },
  });
  const show = (): void => {
    events.addNewer(waiting);
    setWaiting([]);
    document.querySelector('.event-grid')?.scrollTo({ top: 0 });
  };
  const open = useCallback(
    ({ traceId, spanId }: R): void =>
      traceId === '' ? undefined : navigate(toHref(`/trace/${traceId}`, { span: spanId })),
    [navigate],
  );
  const filter = (selector: string): void => {
    setSelected(undefined);
    setWaiting([]);
    url.set({ where: selector, service: undefined, candidate: undefined, baseline: undefined }, { push: true });
  };
  const narrow = useStable((condition: string): void => filter(joinSelectors(where, condition)));
  // The mark on the row comes at once, what the span holds when there is time.
  const detailed = useDeferredValue(selected);
  const more = url.get('columns');
  const columns = useMemo(() => toColumns(kind, more), [kind, more]);
  return (
    <div className="page wide">
      <div className="head-row">
        <h1 className="small">
          {name === 'logs' ? 'Logs' : 'Events'}{' '}
          <span className="dim count">
            {events.loading && events.rows.length === 0
              ? ''
              : `${formatCount(events.rows.length)}${events.complete ? '' : ' and more'}`}
            {rate !== undefined && following && `, ${formatCount(Math.max(1, rate))} a second`}
          </span>
        </h1>
        <div className="head-side">
          <EventsOf value={name} />
          <TimeWindow />
          <button
            type="button"
            className="button with-icon"
            aria-pressed={following}
            disabled={to !== undefined}
            onClick={() => url.set({ tail: following ? 'off' : undefined })}
          >
            <Icon name={following ? 'pause' : 'play'} size={12} /> {following ? 'Following' : 'Follow'}
          </button>
          <TakeAway
            command={toCommand(kind.command, { where, since: toIso(from), until: toIso(to) })}
            json={toAnswerUrl(path, { where, from, to })}
          />
        </div>
      </div>
      <div className="filter-row">
        <FilterBar value={where} source={kind.filter} onChange={filter} />
        <AddColumn
          names={kind.filter.names}
          onAdd={(added) => url.set({ columns: [more, added].filter(Boolean).join(',') })}
        />
        {more !== undefined && (
          <button type="button" className="button" onClick={() => url.set({ columns: undefined })}>
            Only the usual columns
          </button>
        )}
      </div>
      {waiting.length > 0 && (
        <button type="button" className="button news" onClick={show}>
          {formatMany(waiting.length, `new ${one}`)}
        </button>
      )}
      {events.error !== undefined && <Failure error={events.error} />}
      {events.loading && events.rows.length === 0 && (
        <Loading what={`Looking for ${name === 'logs' ? 'logs' : 'events'}`} />
      )}
      {!events.loading && events.error === undefined && events.rows.length === 0 && (
        <NoEvents of={name} where={where} narrowed={from !== undefined || to !== undefined} />
      )}
      {events.rows.length > 0 && (
        <div className="events-two" data-open={detailed !== undefined}>
          <EventGrid
            label={name === 'logs' ? 'Logs' : 'Events'}
            isError={kind.isError}
            rows={events.rows}
            columns={columns}
            complete={events.complete}
            candidate={/^version=([^,|]+)/.exec(url.get('candidate') ?? '')?.[1]}
            selected={selected}
            onSelect={setSelected}
            onOpen={open}
            onEnd={events.loadOlder}
            onTop={setTop}
          />
          {detailed !== undefined && (
            <aside aria-label={name === 'logs' ? 'Log' : 'Event'}>
              <Detail row={detailed} onFilter={narrow} onOpen={open} />
            </aside>
          )}
        </div>
      )}
    </div>
  );
}
