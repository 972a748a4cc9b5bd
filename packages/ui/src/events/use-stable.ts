import { useCallback, useEffect, useRef } from 'react';

/** A function that is the same at every render and does what the newest one does: for what is drawn anew only if it changes. */
export function useStable<T extends readonly unknown[]>(newest: (...given: T) => void): (...given: T) => void {
  const held = useRef(newest);
  useEffect(() => {
    held.current = newest;
  });
  return useCallback((...given: T) => held.current(...given), []);
}
