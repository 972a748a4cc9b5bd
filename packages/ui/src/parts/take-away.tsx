import type { ReactElement } from 'react';
import { CopyButton } from './copy.tsx';

/** How a view leaves the page: as a link, as a command, as JSON. */
export function TakeAway({ command, json }: { readonly command: string; readonly json: string }): ReactElement {
  return (
    <div className="take-away">
      <CopyButton text={window.location.href}>Copy link</CopyButton>
      <CopyButton text={command}>Copy as CLI command</CopyButton>
      <a className="button" href={json} target="_blank" rel="noreferrer">
        JSON
      </a>
    </div>
  );
}
