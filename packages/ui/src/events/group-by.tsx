import { useEffect, useId, useState } from 'react';
import type { ReactElement } from 'react';
import { intrinsics } from '@seatrial/model';
import { useAnswer } from '../api/use-answer.ts';
import { toSelectorName } from '../filter/completion.ts';
import { toVisible } from '../text/visible.ts';

/** The store's limit. */
const mostNames = 5;

/** What events are grouped by: one to five names, each taken away by a click. */
export function GroupBy({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (names: string) => void;
}): ReactElement {
  const list = useId();
  const [text, setText] = useState('');
  const { data = [] } = useAnswer<readonly string[]>('/api/attributes', {});
  const names = value.split(',').filter((name) => name !== '');
  const known = [...intrinsics.map(({ name }): string => name), ...data.map(toSelectorName)].filter(
    (name) => !name.includes(',') && !names.includes(name),
  );
  useEffect(() => setText(''), [value]);
  const add = (name: string): void => {
    if (name !== '' && !name.includes(',') && !names.includes(name)) onChange([...names, name].join(','));
  };
  return (
    <form
      className="group-by"
      onSubmit={(event) => {
        event.preventDefault();
        add(text.trim());
      }}
    >
      <span className="dim">by</span>
      {names.map((name) => (
        <button
          key={name}
          type="button"
          className="button"
          aria-label={`Not by ${name}`}
          disabled={names.length === 1}
          onClick={() => onChange(names.filter((other) => other !== name).join(','))}
        >
          {toVisible(name)} {names.length > 1 && <span aria-hidden>×</span>}
        </button>
      ))}
      {names.length < mostNames && (
        <input
          className="column-input"
          aria-label="Group by"
          placeholder="Any name"
          list={list}
          value={text}
          onChange={({ target }) => (known.includes(target.value) ? add(target.value) : setText(target.value))}
        />
      )}
      <datalist id={list}>
        {known.map((each) => (
          <option key={each} value={each}>
            {toVisible(each)}
          </option>
        ))}
      </datalist>
    </form>
  );
}
