import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { useLocation } from 'wouter';
import { toReleaseSelector } from '@seatrial/model';
import type { ReleaseRow } from '@seatrial/store';
import { useAnswer } from '../api/use-answer.ts';
import { Text } from '../parts/text.tsx';
import { toServiceReleases } from '../releases/release-lines.ts';
import { toHref } from '../url/use-url-state.ts';
import { views } from './views.ts';
import './palette.css';

interface Goal {
  readonly name: string;
  readonly href: string;
}

/** Anywhere by its name: views, services, releases; a trace by its id. */
export function Palette({ onClose }: { readonly onClose: () => void }): ReactElement {
  const [, navigate] = useLocation();
  const [text, setText] = useState('');
  const { data } = useAnswer<readonly ReleaseRow[]>('/api/releases', {});
  const goals = useMemo(() => toGoals(data ?? [], text), [data, text]);
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim" />
        <Dialog.Popup className="palette">
          <Dialog.Title className="unseen">Go to</Dialog.Title>
          <Autocomplete.Root
            items={goals}
            mode="none"
            open
            inline
            autoHighlight="always"
            value={text}
            itemToStringValue={({ name }: Goal) => name}
            onValueChange={setText}
          >
            <Autocomplete.Input placeholder="View, service, release or trace id" aria-label="Go to" />
            <Autocomplete.Empty className="palette-empty faint">Nothing by that name</Autocomplete.Empty>
            <Autocomplete.List className="palette-list">
              {(goal: Goal) => (
                <Autocomplete.Item
                  key={goal.href}
                  value={goal}
                  className="palette-item"
                  onClick={() => {
                    navigate(goal.href);
                    onClose();
                  }}
                >
                  <Text of={goal.name} />
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const mostGoals = 40;

function toGoals(rows: readonly ReleaseRow[], text: string): readonly Goal[] {
  const services = toServiceReleases(rows);
  const all: readonly Goal[] = [
    ...views.map(({ name, path }) => ({ name, href: path })),
    ...services.flatMap(({ service, lines }) => [
      { name: `${service}: its newest release`, href: toHref('/release', { service }) },
      { name: `${service}: events`, href: toHref('/events', { service }) },
      ...lines.map((line) => ({
        name: `${service} ${line.version}`,
        href: toHref('/release', { service, candidate: toReleaseSelector(line) }),
      })),
    ]),
  ];
  const words = text.toLowerCase().split(/\s+/);
  const found = all.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  const id = /^[0-9a-f]{8,32}$/i.exec(text.trim())?.[0];
  return [...(id === undefined ? [] : [{ name: `Trace ${id}`, href: `/trace/${id}` }]), ...found].slice(0, mostGoals);
}
