import type { ReactElement, ReactNode } from 'react';
import type { LiveStatus } from '@seatrial/server';
export type Connection = 'connecting' | 'live' | 'reconnecting';
export interface Live {
  readonly connection: Connection;
  /** Undefined until the first event. */
  readonly status: LiveStatus | undefined;
}
export declare function useLive(): Live;
/** Follows the server's stream, and has live answers asked for again when something came in or the server is a new one. */
export declare function LiveProvider({ children }: { readonly children: ReactNode }): ReactElement;
