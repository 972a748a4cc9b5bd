import { useEffect, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { AskError } from '../api/ask.ts';

/** Said only after 200 ms: what is quicker needs no word. */
export function Loading({ what = 'Loading' }: { readonly what?: string }): ReactElement {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p className="state" role="status">
      {late ? `${what}…` : ''}
    </p>
  );
}

/** Nothing to show: why, and what to do about it. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }): ReactElement {
  return (
    <div className="page">
      <div className="empty">
        <h1>{title}</h1>
        {children}
      </div>
    </div>
  );
}

/** A question that was not answered, in the server's words. */
export function Failure({ error }: { readonly error: Error }): ReactElement {
  const [title, advice] = toAdvice(error);
  return (
    <div className="page" role="alert">
      <div className="empty">
        <h1>{title}</h1>
        <p className="lead">{advice}</p>
      </div>
    </div>
  );
}

function toAdvice(error: Error): readonly [string, string] {
  if (error instanceof AskError && error.status === 401)
    return [
      'This browser is not known to Seatrial yet',
      'Open the link that "seatrial dev" printed when it started: it carries the token, once. The browser is known for 30 days then.',
    ];
  if (error instanceof AskError && error.status === 0)
    return ['Seatrial does not answer', 'Start it again with "npx seatrial dev": this page goes on by itself.'];
  return ['This could not be answered', error.message];
}
