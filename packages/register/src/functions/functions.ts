import type { Resource } from '@opentelemetry/resources';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Flags } from '@seatrial/flags';
import type { Release } from '@seatrial/model';
import type { Probes } from '@seatrial/probes';
import type { FoundManifest } from '@seatrial/release';
import type { Batch } from '../export/batch.ts';
import type { Protocol } from '../export/signal.ts';
import type { RegisterOptions } from '../options.ts';

/** The probes of this thread and what reports them. */
export interface Functions {
  readonly probes: Probes;
  /** Writes on local root spans which changed functions their request ran. */
  readonly processor: SpanProcessor;
  /** Sends what is known by now. Resolves when it is taken, or could not be. */
  flush(): Promise<void>;
  /** What is known at the end of the process, encoded. */
  takeLast(): readonly Batch[];
  /** Posts what is known by now, and ends counting for this thread. */
  stop(): void;
}

export interface FunctionsParts {
  readonly release: Release;
  readonly options: RegisterOptions;
  readonly manifest: FoundManifest | undefined;
  readonly resource: Resource;
  readonly flags: Flags | undefined;
  readonly protocol: Protocol;
  readonly post: (batch: Batch) => void;
  /** Resolves when a receiver has taken what was posted, or could not. */
  readonly drain: () => Promise<void>;
}
