import { Component } from 'react';
import type { ReactNode } from 'react';
import { Failure } from '../parts/state.tsx';

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
export class Guard extends Component<GuardProps, GuardState> {
  override state: GuardState = { error: undefined, name: this.props.name };

  static getDerivedStateFromError(error: Error): Partial<GuardState> {
    return { error };
  }

  static getDerivedStateFromProps({ name }: GuardProps, state: GuardState): GuardState {
    return name === state.name ? state : { error: undefined, name };
  }

  override render(): ReactNode {
    return this.state.error === undefined ? this.props.children : <Failure error={this.state.error} />;
  }
}
