import type { StoreReader } from '@seatrial/store';
import type { Explanation, ExplainOptions, Ledger, LedgerQuery, Verdict, VerifyOptions } from '@seatrial/trial';

/** What the tools ask: a store, and whoever judges, explains and knows what was changed. */
export interface McpSource {
  readonly reader: StoreReader;
  verify(options: VerifyOptions): Promise<Verdict>;
  explain(options: ExplainOptions): Promise<Explanation>;
  ledgers(query: LedgerQuery): Promise<readonly Ledger[]>;
}
