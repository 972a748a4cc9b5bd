import type { ReactElement } from 'react';
import type { JsonValue } from '@seatrial/store';
import { toConditionText, toSelectorName } from '../filter/completion.ts';
import { Text } from '../parts/text.tsx';
import { toText } from './value-text.ts';

export interface ValuesProps {
  readonly title: string;
  readonly of: { readonly [key: string]: JsonValue };
  /** Called with a condition on one of them; without it none is offered. */
  readonly onFilter: ((condition: string) => void) | undefined;
}

/** Attributes, sorted by name; each offers to be filtered by. */
export function Values({ title, of, onFilter }: ValuesProps): ReactElement | undefined {
  const entries = Object.entries(of).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return undefined;
  return (
    <>
      <h3>{title}</h3>
      <dl className="values">
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt className="mono">
              <Text of={name} />
            </dt>
            <dd className="mono">
              <Text of={toText(value)} lines />
              {onFilter !== undefined && (
                <span className="value-actions">
                  {(['=', '!='] as const).map((operator) => (
                    <button
                      key={operator}
                      type="button"
                      className="link faint"
                      aria-label={`${operator === '=' ? 'Only' : 'Without'} ${name} ${toText(value)}`}
                      onClick={() => onFilter(toConditionText(toSelectorName(name), toText(value), operator))}
                    >
                      {operator === '=' ? 'only' : 'without'}
                    </button>
                  ))}
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
