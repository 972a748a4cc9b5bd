import type { ReactElement } from 'react';
import { Segments } from '../parts/segments.tsx';
import { useUrlState } from '../url/use-url-state.ts';

/** What events have in common, where nothing else is asked for. */
const usual = 'service,release';

/** Spans, logs, or what events have in common. */
export function EventsOf({ value }: { readonly value: 'spans' | 'logs' | 'groups' }): ReactElement {
  const { set } = useUrlState();
  return (
    <Segments
      label="Show"
      value={value}
      options={[
        ['spans', 'spans'],
        ['logs', 'logs'],
        ['groups', 'groups'],
      ]}
      onChange={(chosen) =>
        set(
          {
            of: chosen === 'logs' ? 'logs' : undefined,
            by: chosen === 'groups' ? usual : undefined,
            order: undefined,
            counted: undefined,
            columns: undefined,
          },
          { push: true },
        )
      }
    />
  );
}
