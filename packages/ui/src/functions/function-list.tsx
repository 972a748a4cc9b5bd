import type { ReactElement } from 'react';
import type { LedgerRow } from '@seatrial/trial';
import { Text } from '../parts/text.tsx';
import { formatCount, formatMany } from '../text/number.ts';
import type { FunctionGroup } from './groups.ts';
import { toStatusWord } from './status.ts';

export interface FunctionListProps {
  readonly groups: readonly FunctionGroup[];
  /** Id of the one that is looked at. */
  readonly chosen: string | undefined;
  readonly onChoose: (row: LedgerRow) => void;
}

/** Changed functions with what they did. */
export function FunctionList({ groups, chosen, onChoose }: FunctionListProps): ReactElement {
  return (
    <div className="function-groups">
      {groups.map(({ name, rows }) => (
        <div key={name}>
          {name !== '' && (
            <h2 className="function-group">
              <Text of={name} /> <span className="faint">{formatMany(rows.length, 'function')}</span>
            </h2>
          )}
          <ul className="functions">
            {rows.map((row) => (
              <li key={row.id}>
                <button type="button" aria-current={row.id === chosen} onClick={() => onChoose(row)}>
                  <span className="status" data-status={row.errors > 0 ? 'failing' : row.status}>
                    {toStatusWord(row)}
                  </span>
                  <span className="function-name">
                    <b className="mono">
                      <Text of={row.name} />
                    </b>
                    <span className="mono faint">
                      <Text of={row.lines === null ? row.file : `${row.file}:${row.lines[0]}`} />
                    </span>
                  </span>
                  <span className="number">
                    {formatCount(row.calls)} <span className="faint">calls</span>
                  </span>
                  <span className="number hide-narrow">
                    <span className={row.errors > 0 ? 'bad' : ''}>{formatCount(row.errors)}</span>{' '}
                    <span className="faint">errors</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}
