import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { Empty } from '../parts/state.tsx';

export function NotHere(): ReactElement {
  return (
    <Empty title="Nothing is at this address">
      <p className="lead">
        Begin at the <Link href="/">releases</Link>.
      </p>
    </Empty>
  );
}
