import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { useLocation } from 'wouter';
import type { SpanRow } from '@seatrial/store';
import { toAnswerUrl } from '../api/ask.ts';
import { FilterBar } from '../filter/filter-bar.tsx';
import { Icon } from '../parts/icon.tsx';
import { Failure, Loading } from '../parts/state.tsx';
import { TakeAway } from '../parts/take-away.tsx';
import { TimeWindow } from '../parts/time-window.tsx';
import { joinSelectors } from '../text/join-selectors.ts';
import { useTitle } from '../shell/use-title.ts';
import { toCommand, toIso } from '../text/command.ts';
import { formatCount, formatMany } from '../text/number.ts';
import { useUrlState } from '../url/use-url-state.ts';
import { AddColumn } from './add-column.tsx';
import { toColumns } from './columns.ts';
import { EventGrid } from './event-grid.tsx';
import { NoEvents } from './no-events.tsx';
import { SelectedSpan } from './selected-span.tsx';
import { useSpans } from './use-spans.ts';
import { useStable } from './use-stable.ts';
import { useTail } from './use-tail.ts';
import './events.css';

/** Single spans, the newest first, filtered by anything they have. */
export function EventsPage(): ReactElement {
  const url = useUrlState();
  const [, navigate] = useLocation();
  const [where, from, to] = [toWhere(url.get), url.get('from'), url.get('to')];
  const spans = useSpans({ where, from, to });
  const [selected, setSelected] = useState<SpanRow>();
  const [top, setTop] = useState(true);
  const [waiting, setWaiting] = useState<readonly SpanRow[]>([]);
  const [rate, setRate] = useState<number>();
  // A window that has ended gets no news.
  const following = to === undefined && url.get('tail') !== 'off';
  useTitle('Events');
  useTail({
    where,
    enabled: following,
    onSpans: ({ spans: arrived, matched, seconds }) => {
      setRate(matched === 0 ? undefined : matched / Math.max(seconds, 0.4));
      // Rows under the pointer never move: whoever has scrolled is told instead.
      if (top) spans.addNewer(arrived);
      else setWaiting((before) => [...before, ...arrived].slice(-400));
    },
  });
  const show = (): void => {
    spans.addNewer(waiting);
    setWaiting([]);
    document.querySelector('.event-grid')?.scrollTo({ top: 0 });
  };
  const open = useCallback(
    ({ traceId, spanId }: SpanRow): void => navigate(`/trace/${traceId}?span=${spanId}`),
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
  const columns = useMemo(() => toColumns(more), [more]);
  return (
    <div className="page wide">
      <div className="head-row">
        <h1 className="small">
          Events{' '}
          <span className="dim count">
            {spans.loading && spans.rows.length === 0
              ? ''
              : `${formatCount(spans.rows.length)}${spans.complete ? '' : ' and more'}`}
            {rate !== undefined && following && `, ${formatCount(Math.max(1, rate))} a second`}
          </span>
        </h1>
        <div className="head-side">
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
            command={toCommand(['npx', 'seatrial', 'tail'], { where, since: toIso(from), until: toIso(to) })}
            json={toAnswerUrl('/api/spans', { where, from, to })}
          />
        </div>
      </div>
      <div className="filter-row">
        <FilterBar value={where} onChange={filter} />
        <AddColumn onAdd={(name) => url.set({ columns: [more, name].filter(Boolean).join(',') })} />
        {more !== undefined && (
          <button type="button" className="button" onClick={() => url.set({ columns: undefined })}>
            Only the usual columns
          </button>
        )}
      </div>
      {waiting.length > 0 && (
        <button type="button" className="button news" onClick={show}>
          {formatMany(waiting.length, 'new event')}
        </button>
      )}
      {spans.error !== undefined && <Failure error={spans.error} />}
      {spans.loading && spans.rows.length === 0 && <Loading what="Looking for events" />}
      {!spans.loading && spans.error === undefined && spans.rows.length === 0 && (
        <NoEvents where={where} narrowed={from !== undefined || to !== undefined} />
      )}
      {spans.rows.length > 0 && (
        <div className="events-two" data-open={detailed !== undefined}>
          <EventGrid
            rows={spans.rows}
            columns={columns}
            complete={spans.complete}
            candidate={/^version=([^,|]+)/.exec(url.get('candidate') ?? '')?.[1]}
            selected={selected}
            onSelect={setSelected}
            onOpen={open}
            onEnd={spans.loadOlder}
            onTop={setTop}
          />
          {detailed !== undefined && <SelectedSpan span={detailed} onFilter={narrow} onOpen={open} />}
        </div>
      )}
    </div>
  );
}

/** The filter of the address; coming from a release, its service. */
function toWhere(get: (name: string) => string | undefined): string {
  const [where, service] = [get('where'), get('service')];
  if (where !== undefined) return where;
  return service === undefined ? '' : joinSelectors(`service=${service}`);
}
