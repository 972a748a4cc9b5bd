import type { ReactElement, ReactNode } from 'react';
import { Link } from 'wouter';
import { formatSelector, functionsTouched } from '@seatrial/model';
import type { FunctionChange } from '@seatrial/model';
import type { Ledger, LedgerRow, LedgerSlice } from '@seatrial/trial';
import { CommandLine } from '../parts/copy.tsx';
import { Text } from '../parts/text.tsx';
import { formatCount, formatMs, formatShare } from '../text/number.ts';
import { formatMoment } from '../text/time.ts';
import { SourceDiff } from './source-diff.tsx';

export interface FunctionDetailProps {
  readonly row: LedgerRow;
  readonly ledger: Ledger;
  /** Absent where the changes of the release were not uploaded. */
  readonly change: FunctionChange | undefined;
}

/** One function: why it is where it is, what it did and for whom, and what was changed in it. */
export function FunctionDetail({ row, ledger, change }: FunctionDetailProps): ReactElement {
  const where = formatSelector([
    { subject: { kind: 'intrinsic', name: 'service' }, operator: '=', values: [ledger.service] },
    { subject: { kind: 'intrinsic', name: 'version' }, operator: '=', values: [ledger.version] },
    { subject: { kind: 'attribute', name: functionsTouched }, operator: '~', values: [row.name] },
  ]);
  const trace = row.errorTraceId ?? row.traceId;
  return (
    <section className="function-detail" aria-label={`Function ${row.name}`}>
      <header>
        <h2 className="mono">
          <Text of={row.name} />
        </h2>
        <span className="dim">
          <Text of={row.authors.map(({ name, share }) => `${name} ${formatShare(share)}`).join(', ')} />
        </span>
      </header>
      <p className="dim">
        <Text of={row.reason} />
      </p>
      <dl className="figures">
        <Figure name={`Calls on ${ledger.version}`}>{formatCount(row.calls)}</Figure>
        <Figure name="Errors">
          <span className={row.errors > 0 ? 'bad' : ''}>{formatCount(row.errors)}</span>
        </Figure>
        <Figure name={toP95Name(row, ledger.version)}>{toP95(row)}</Figure>
        {row.requests !== null && <Figure name="Requests that ran it">{formatCount(row.requests)}</Figure>}
        {row.firstCall !== null && <Figure name="First call">{formatMoment(Date.parse(row.firstCall))}</Figure>}
      </dl>
      {row.errorTypes.length > 0 && (
        <p>
          {row.errorTypes.map(({ type, origin, count }) => (
            <span key={`${type} ${origin}`} className="error-type">
              <b className="mono bad">
                <Text of={type} />
              </b>{' '}
              {formatCount(count)}{' '}
              <span className="faint">{origin === 'thrown' ? 'thrown here' : 'passed through'}</span>
            </span>
          ))}
        </p>
      )}
      <Slices title="By cohort" of={row.cohorts} />
      <Slices title="By ring" of={row.rings} />
      {change === undefined ? (
        <p className="faint">
          Its source is known after <span className="mono">seatrial build --upload</span>.
        </p>
      ) : (
        <SourceDiff change={change} />
      )}
      {row.status === 'ran' && <CommandLine text={`npx seatrial tail --where '${where.replaceAll("'", '')}'`} />}
      {trace !== null && (
        <p>
          <Link href={`/trace/${encodeURIComponent(trace)}`}>
            {row.errorTraceId === null ? 'A trace that ran it' : 'A trace in which it failed'}
          </Link>
        </p>
      )}
    </section>
  );
}

function Figure({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>
        <Text of={name} />
      </dt>
      <dd className="number">{children}</dd>
    </div>
  );
}

function toP95Name({ latency, before }: LedgerRow, version: string): string {
  return latency === null || before?.latency == null ? 'p95' : `p95, ${before.version} → ${version}`;
}

function toP95({ latency, before }: LedgerRow): string {
  if (latency === null) return 'not timed';
  const now = formatMs(latency.p95.ms);
  return before?.latency == null ? now : `${formatMs(before.latency.p95.ms)} → ${now}`;
}

/** Calls of each slice as a bar beside the figure. */
function Slices({
  title,
  of,
}: {
  readonly title: string;
  readonly of: readonly LedgerSlice[];
}): ReactElement | undefined {
  const named = of.filter(({ name }) => name !== '');
  if (named.length === 0) return undefined;
  const most = Math.max(1, ...of.map(({ calls }) => calls));
  return (
    <table className="slices">
      <caption>{title}</caption>
      <tbody>
        {of.map(({ name, calls, errors, latency }) => (
          <tr key={name}>
            <th scope="row" className="mono">
              <Text of={name === '' ? 'none' : name} />
            </th>
            <td className="slice-bar" aria-hidden>
              <i style={{ width: `${(100 * calls) / most}%` }} />
            </td>
            <td className="number">{formatCount(calls)}</td>
            <td className="number">{errors > 0 && <span className="bad">{formatCount(errors)} errors</span>}</td>
            <td className="number">{latency === null ? '' : formatMs(latency.p95.ms)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
