import { useEffect } from 'react';

/** The time between `g` and the letter of a view. */
const pairMs = 1200;

export interface Shortcuts {
  /** Called with the letter after `g`. */
  readonly go: (letter: string) => void;
  readonly search: () => void;
  readonly help: () => void;
}

/** Keys that work everywhere, except while somebody writes. */
export function useShortcuts({ go, search, help }: Shortcuts): void {
  useEffect(() => {
    let pressedAt = -Infinity;
    const listen = (event: KeyboardEvent): void => {
      if ((event.metaKey || event.ctrlKey) && event.key === 'k') {
        event.preventDefault();
        search();
        return;
      }
      const writes = event.target instanceof Element && event.target.closest('input,textarea,select,[contenteditable]');
      if (writes || event.metaKey || event.ctrlKey || event.altKey) return;
      if (event.timeStamp - pressedAt < pairMs) {
        pressedAt = -Infinity;
        go(event.key);
        return;
      }
      if (event.key === 'g') pressedAt = event.timeStamp;
      if (event.key === '?') help();
      if (event.key === '/') {
        const filter = document.querySelector<HTMLInputElement>('[data-filter]');
        if (filter === null) return;
        event.preventDefault();
        filter.focus();
      }
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [go, search, help]);
}
