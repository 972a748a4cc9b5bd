import { Autocomplete } from '@base-ui/react/autocomplete';
import { useEffect, useId, useState } from 'react';
import type { ReactElement } from 'react';
import { parseSelector } from '@seatrial/model';
import { Text } from '../parts/text.tsx';
import type { Suggestion } from './completion.ts';
import { useSuggestions } from './use-suggestions.ts';
import type { FilterSource } from './use-suggestions.ts';

export interface FilterBarProps {
  readonly value: string;
  readonly source: FilterSource;
  /** Called with a selector that can be read. */
  readonly onChange: (selector: string) => void;
}

/** A selector, completed while it is written; Enter applies it. */
export function FilterBar({ value, source, onChange }: FilterBarProps): ReactElement {
  const [text, setText] = useState(value);
  const [error, setError] = useState('');
  const help = useId();
  const suggestions = useSuggestions(text, source);
  useEffect(() => setText(value), [value]);
  const apply = (selector: string): void => {
    const wrong = findFault(selector);
    setError(wrong);
    if (wrong === '') onChange(selector.trim());
  };
  return (
    <form className="filter" role="search" onSubmit={(event) => event.preventDefault()}>
      <Autocomplete.Root
        items={suggestions}
        mode="none"
        value={text}
        itemToStringValue={(item: Suggestion) => item.text}
        onValueChange={(next, { reason }) => {
          setText(next);
          if (reason === 'input-change') setError('');
          // A value that was picked makes a condition whole; a name does not.
          if (reason === 'item-press' && !next.endsWith('=')) apply(next);
          if (next === '') apply('');
        }}
      >
        <Autocomplete.Input
          className="filter-input mono"
          aria-label="Filter"
          aria-describedby={help}
          aria-invalid={error !== ''}
          placeholder={
            source.fields === 'logs'
              ? 'service=checkout,severity=ERROR,body~timeout'
              : 'service=checkout,ring=canary,duration>500'
          }
          spellCheck={false}
          autoComplete="off"
          data-filter
          onKeyDown={(event) => {
            // Where an option is marked, Enter takes it.
            if (event.key === 'Enter' && !event.currentTarget.hasAttribute('aria-activedescendant')) apply(text);
          }}
        />
        <Autocomplete.Portal>
          <Autocomplete.Positioner sideOffset={4} className="filter-place">
            <Autocomplete.Popup className="filter-popup">
              <Autocomplete.List className="filter-list">
                {(item: Suggestion) => (
                  <Autocomplete.Item key={item.text} value={item} className="filter-item">
                    <span className="mono">
                      <Text of={item.shown} />
                    </span>
                    <span className="faint">{item.meaning}</span>
                  </Autocomplete.Item>
                )}
              </Autocomplete.List>
            </Autocomplete.Popup>
          </Autocomplete.Positioner>
        </Autocomplete.Portal>
      </Autocomplete.Root>
      <p id={help} className={error === '' ? 'unseen' : 'filter-error'} aria-live="polite">
        {error === '' ? 'Conditions are joined by commas; Enter applies them.' : <Text of={error} />}
      </p>
    </form>
  );
}

/** What is wrong with a selector; the empty text where it can be read. */
function findFault(selector: string): string {
  try {
    parseSelector(selector);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
