import { useEffect } from 'react';

/** What the browser's tab and history call the view. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} – Seatrial`;
  }, [title]);
}
