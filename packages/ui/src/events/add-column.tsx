import { useId, useState } from 'react';
import type { ReactElement } from 'react';
import { useAnswer } from '../api/use-answer.ts';
import { toSelectorName } from '../filter/completion.ts';
import { toVisible } from '../text/visible.ts';

export interface AddColumnProps {
  /** Path of the API that lists the names of attributes. */
  readonly names: string;
  readonly onAdd: (name: string) => void;
}

/** Any attribute as a column more, by its name. */
export function AddColumn({ names: path, onAdd }: AddColumnProps): ReactElement {
  const list = useId();
  const [name, setName] = useState('');
  const { data = [] } = useAnswer<readonly string[]>(path, {});
  const names = data.map(toSelectorName).filter((each) => !each.includes(','));
  const add = (wanted: string): void => {
    setName('');
    if (wanted !== '' && !wanted.includes(',')) onAdd(wanted);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add(name.trim());
      }}
    >
      <input
        className="column-input"
        aria-label="Add a column"
        placeholder="Add a column"
        list={list}
        value={name}
        onChange={({ target: { value } }) => (names.includes(value) ? add(value) : setName(value))}
      />
      <datalist id={list}>
        {names.map((each) => (
          <option key={each} value={each}>
            {toVisible(each)}
          </option>
        ))}
      </datalist>
    </form>
  );
}
