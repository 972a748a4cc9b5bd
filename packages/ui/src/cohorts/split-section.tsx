import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { GroupRow, Groups } from '@seatrial/store';
import { useAnswer } from '../api/use-answer.ts';
import { toConditionText } from '../filter/completion.ts';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { Section } from '../parts/section.tsx';
import { Text } from '../parts/text.tsx';
import { joinSelectors } from '../text/join-selectors.ts';
import { formatCount, formatMs, formatShare } from '../text/number.ts';
import { toHref, useUrlState } from '../url/use-url-state.ts';
import { mismatchChance, parseDeclared, toMismatchChance } from './sample-ratio.ts';
import type { DeclaredShares } from './sample-ratio.ts';

export interface SplitSectionProps {
  /** `flag.new-tax`, `cohort.audience`. */
  readonly by: string;
  readonly where: string;
  readonly range: { readonly from: string | undefined; readonly to: string | undefined };
  readonly service: string;
}

/** Requests by the values of one flag or cohort, with what each got, and the share that it was meant to get. */
export function SplitSection({ by, where, range, service }: SplitSectionProps): ReactElement | undefined {
  const url = useUrlState();
  const { data } = useAnswer<Groups>('/api/events/groups', { where, by, of: 'requests', limit: 20, ...range });
  const rows = data?.rows.filter(({ values }) => values[0] !== null) ?? [];
  if (data === undefined || rows.length === 0) return undefined;
  const key = `share.${by}`;
  const declared = parseDeclared(url.get(key));
  const all = rows.reduce((sum, { events }) => sum + events, 0);
  const counts = new Map(rows.map(({ values, events }) => [values[0] ?? '', events]));
  const flag = by.startsWith('flag.') ? by.slice('flag.'.length) : undefined;
  return (
    <Section
      title={by}
      note={`${formatShare(data.events === 0 ? null : all / data.events)} of the requests have it.`}
      side={
        <>
          {flag !== undefined && rows.length > 1 && (
            <Link className="button" href={toHref('/release', { service, flag })}>
              Compare the variants
            </Link>
          )}
        </>
      }
    >
      <ScrollTable label={`${by}, table`}>
        <table className="table">
          <thead>
            <tr>
              <th>Value</th>
              <th className="split-bar">Share</th>
              <th className="number">Realised</th>
              <th className="number">Declared</th>
              <th className="number">Requests</th>
              <th className="number">Failing</th>
              <th className="number">p50</th>
              <th className="number">p95</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.values[0]} {...{ row, by, where, all, declared }} />
            ))}
          </tbody>
        </table>
      </ScrollTable>
      <div className="declared">
        <label>
          Declared shares{' '}
          <input
            key={url.get(key) ?? ''}
            className="column-input"
            defaultValue={url.get(key) ?? ''}
            placeholder={rows
              .map(({ values }) => `${values[0]}:${Math.round(100 / rows.length)}`)
              .join(',')
              .slice(0, 40)}
            onKeyDown={({ key: pressed, currentTarget }) => {
              if (pressed === 'Enter') url.set({ [key]: currentTarget.value });
            }}
            onBlur={({ currentTarget }) => {
              if (currentTarget.value !== (url.get(key) ?? '')) url.set({ [key]: currentTarget.value });
            }}
          />
        </label>
        {declared !== undefined && <Mismatch counts={counts} declared={declared} />}
      </div>
    </Section>
  );
}

interface RowProps {
  readonly row: GroupRow;
  readonly by: string;
  readonly where: string;
  readonly all: number;
  readonly declared: DeclaredShares | undefined;
}

function Row({ row, by, where, all, declared }: RowProps): ReactElement {
  const [value] = row.values;
  const share = row.events / Math.max(1, all);
  const meant = declared?.get(value ?? '');
  return (
    <tr>
      <th scope="row" className="mono">
        <Link
          className="plain"
          href={toHref('/events', { where: joinSelectors(where, toConditionText(by, value ?? '')) })}
        >
          <Text of={value === '' ? '(empty)' : (value ?? '')} />
        </Link>
      </th>
      <td className="split-bar">
        <span className="share-bar" aria-hidden>
          <i style={{ width: `${share * 100}%` }} />
          {meant !== undefined && <b style={{ left: `${meant * 100}%` }} />}
        </span>
      </td>
      <td className="number">{formatShare(share)}</td>
      <td className="number dim">{formatShare(meant)}</td>
      <td className="number">{formatCount(row.events)}</td>
      <td className="number">{formatShare(row.errorRate)}</td>
      <td className="number">{formatMs(row.p50Ms)}</td>
      <td className="number">{formatMs(row.p95Ms)}</td>
    </tr>
  );
}

function Mismatch({
  counts,
  declared,
}: {
  readonly counts: ReadonlyMap<string, number>;
  readonly declared: DeclaredShares;
}): ReactElement {
  const chance = toMismatchChance(counts, declared);
  if (chance === null) return <span className="faint">Too little to say.</span>;
  if (chance < mismatchChance)
    return (
      <strong className="bad" role="status">
        Not as declared: such shares come by chance less than once in a thousand. What is compared may differ in more
        than the flag.
      </strong>
    );
  return (
    <span className="dim" role="status">
      As declared: shares as far off come by chance {formatShare(chance)} of the time.
    </span>
  );
}
