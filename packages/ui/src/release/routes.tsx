import { useState } from 'react';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { formatSelector, parseSelector } from '@seatrial/model';
import type { RouteVerdict, Verdict } from '@seatrial/trial';
import { Chip } from '../parts/chip.tsx';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { Section } from '../parts/section.tsx';
import { Text } from '../parts/text.tsx';
import { formatMs, formatOdds, formatShare, formatShort } from '../text/number.ts';
import { toHref } from '../url/use-url-state.ts';

const columns = [
  { name: 'Route', of: ({ route }: RouteVerdict) => route },
  { name: 'Requests', of: ({ candidate }: RouteVerdict) => -candidate.requests },
  { name: 'Baseline', of: ({ baseline }: RouteVerdict) => -(baseline.rate ?? 0) },
  { name: 'Candidate', of: ({ candidate }: RouteVerdict) => -(candidate.rate ?? 0) },
  { name: 'p95', of: ({ candidateP95Ms }: RouteVerdict) => -(candidateP95Ms ?? 0) },
  { name: 'Evidence', of: ({ evidence }: RouteVerdict) => -evidence.peakLogE },
] as const;

type Column = (typeof columns)[number]['name'];

/** Every route of both arms; those that survive the correction for looking at many are marked. */
export function Routes({ verdict }: { readonly verdict: Verdict }): ReactElement {
  const [sorted, setSorted] = useState<Column>('Evidence');
  const key = columns.find(({ name }) => name === sorted)?.of ?? columns[5].of;
  const rows = verdict.routes.toSorted((a, b) => compare(key(a), key(b)));
  return (
    <Section title="Routes" note={`A verdict on a route survives the correction for looking at ${rows.length}.`}>
      <ScrollTable label="Routes, table">
        <table className="table routes">
          <thead>
            <tr>
              {columns.map(({ name }) => (
                <th
                  key={name}
                  className={name === 'Route' ? '' : 'number'}
                  {...(name === sorted && { 'aria-sort': name === 'Route' ? 'ascending' : 'descending' })}
                >
                  <button type="button" className="sort" onClick={() => setSorted(name)}>
                    {name}
                  </button>
                </th>
              ))}
              <th>Verdict</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.route} {...{ row, verdict }} />
            ))}
          </tbody>
        </table>
      </ScrollTable>
      {verdict.foldedRoutes > 0 && (
        <p className="faint">{verdict.foldedRoutes} routes with less traffic are judged as one.</p>
      )}
    </Section>
  );
}

const presences: Readonly<Record<RouteVerdict['presence'], string>> = {
  both: '',
  'candidate-only': 'new',
  'baseline-only': 'gone',
  renamed: 'renamed',
};

function Row({ row, verdict }: { readonly row: RouteVerdict; readonly verdict: Verdict }): ReactElement {
  const { route, candidate, baseline, candidateP95Ms, baselineP95Ms, evidence, outcome, presence } = row;
  const where = formatSelector([
    { subject: { kind: 'intrinsic', name: 'service' }, operator: '=', values: [verdict.service] },
    { subject: { kind: 'intrinsic', name: 'route' }, operator: '=', values: [route] },
    ...parseSelector(verdict.candidate.selector),
  ]);
  return (
    <tr>
      <th scope="row" className="mono">
        <Link href={toHref('/events', { where })} className="plain">
          <Text of={route} />
        </Link>
        {presences[presence] !== '' && <span className="tag">{presences[presence]}</span>}
      </th>
      <td className="number">{formatShort(candidate.requests)}</td>
      <td className="number dim">{formatShare(baseline.rate)}</td>
      <td className="number">{formatShare(candidate.rate)}</td>
      <td className="number">
        {formatMs(candidateP95Ms)} <span className="faint note">{formatMs(baselineP95Ms)}</span>
      </td>
      <td className="number">{presence === 'both' ? formatOdds(evidence.peakLogE) : '–'}</td>
      <td>{outcome === 'regressed' ? <Chip of="regressed" /> : <span className="faint">not listed</span>}</td>
    </tr>
  );
}

function compare(a: string | number, b: string | number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
