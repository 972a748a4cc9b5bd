import { Component } from 'react';
import type { ReactNode } from 'react';
interface GuardProps {
  /** Another one is another try: the address. */
  readonly name: string;
  readonly children: ReactNode;
}
interface GuardState {
  readonly error: Error | undefined;
  readonly name: string;
}
/** A view that fails takes nothing with it: the navigation stays, and another address begins anew. */
export declare class Guard extends Component<GuardProps, GuardState> {
  state: GuardState;
  static getDerivedStateFromError(error: Error): Partial<GuardState>;
  static getDerivedStateFromProps({ name }: GuardProps, state: GuardState): GuardState;
  render(): ReactNode;
}
export {};
