import type { ReactElement } from 'react';

/** A sailing boat under way: the candidate's sail ahead of the baseline's. */
export function Logo(): ReactElement {
  return (
    <svg width={20} height={20} viewBox="0 0 32 32" aria-hidden>
      <path className="logo-candidate" d="M16 2 16 20 6 20Z" />
      <path className="logo-baseline" d="M18 7 18 20 25 20Z" />
      <path className="logo-candidate" d="M3 22H29L25 29H7Z" />
    </svg>
  );
}
