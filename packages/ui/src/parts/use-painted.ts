import { startTransition, useEffect, useState } from 'react';

/** False until the first paint: what lies further down is drawn after it, and holds nothing up. */
export function usePainted(): boolean {
  const [painted, setPainted] = useState(false);
  useEffect(() => startTransition(() => setPainted(true)), []);
  return painted;
}
