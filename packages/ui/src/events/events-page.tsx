import type { ReactElement } from 'react';
import { useTitle } from '../shell/use-title.ts';
import { useUrlState } from '../url/use-url-state.ts';
import { EventView } from './event-view.tsx';
import { GroupsView } from './groups-view.tsx';
import { logKind } from './log-kind.ts';
import { spanKind } from './span-kind.ts';
import './events.css';

/** Single spans or logs, or what events have in common: which of them is the address's. */
export function EventsPage(): ReactElement {
  const { get } = useUrlState();
  useTitle('Events');
  const by = get('by');
  if (by !== undefined) return <GroupsView by={by} />;
  return get('of') === 'logs' ? <EventView key="logs" kind={logKind} /> : <EventView key="spans" kind={spanKind} />;
}
