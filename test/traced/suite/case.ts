import type { Form } from './subject.ts';
import type { World } from './world.ts';

/** A behaviour that tracing must not change, or must show. */
export interface Case {
  readonly name: string;
  /** One of the published table, which peers are held to as well. */
  readonly table?: true;
  /** Only where the form can do it. */
  readonly forms?: readonly Form[];
  /** Throws where the behaviour is not as it should be. */
  run(world: World): void | Promise<void>;
}
