import type { ReactElement } from 'react';
import { formatCount } from '../text/number.ts';

interface TraceFilterValue {
  readonly text: string;
  readonly leastMs: number;
}

export interface TraceFilterProps {
  readonly value: TraceFilterValue;
  readonly onChange: (value: TraceFilterValue) => void;
  readonly shown: number;
  readonly of: number;
}

/** Hides what does not match, parents of what does excepted. */
export function TraceFilter({ value, onChange, shown, of }: TraceFilterProps): ReactElement {
  return (
    <div className="trace-filter">
      <input
        className="column-input"
        type="search"
        aria-label="Search in this trace"
        placeholder="Name, service, value"
        value={value.text}
        data-filter
        onChange={({ target }) => onChange({ ...value, text: target.value })}
      />
      <label className="dim">
        at least{' '}
        <input
          className="column-input least"
          type="number"
          min={0}
          value={value.leastMs === 0 ? '' : value.leastMs}
          onChange={({ target }) => onChange({ ...value, leastMs: Math.max(0, Number(target.value)) })}
        />{' '}
        ms
      </label>
      {shown !== of && (
        <span className="faint">
          {formatCount(shown)} of {formatCount(of)} spans
        </span>
      )}
      <span className="faint keys hide-medium">
        <kbd>e</kbd> next error <kbd>f</kbd> next changed function <kbd>c</kbd> critical path <kbd>←</kbd>
        <kbd>→</kbd> fold; drag over the picture to zoom
      </span>
    </div>
  );
}
