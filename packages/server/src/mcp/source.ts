import type { StoreReader } from '@seatrial/store';
import type { Verdict, VerifyOptions } from '@seatrial/trial';

/** What the tools ask: a store, and whoever judges. */
export interface McpSource {
  readonly reader: StoreReader;
  verify(options: VerifyOptions): Promise<Verdict>;
}
