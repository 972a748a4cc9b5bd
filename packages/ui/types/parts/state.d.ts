import type { ReactElement, ReactNode } from 'react';
/** Said only after 200 ms: what is quicker needs no word. */
export declare function Loading({ what }: { readonly what?: string }): ReactElement;
/** Nothing to show: why, and what to do about it. */
export declare function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ReactNode;
}): ReactElement;
/** A question that was not answered, in the server's words. */
export declare function Failure({ error }: { readonly error: Error }): ReactElement;
