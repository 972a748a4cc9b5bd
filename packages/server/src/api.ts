import type { ErrorCode } from '@seatrial/model';
import type { Arrivals, LogArrivals, LogRow, SpanRow, StoreStats } from '@seatrial/store';
import type { Explanation } from '@seatrial/trial';

// The JSON API under `/api/`. Lists answer with arrays of the store's rows; the query string takes the fields of the
// store's queries by name (`where` in selector grammar, `from` and `to` in ISO 8601 or milliseconds).

/** `GET /api/status`. */
export interface ServerStatus {
  readonly version: string;
  readonly pid: number;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Where to point `OTEL_EXPORTER_OTLP_ENDPOINT` for OTLP/HTTP. */
  readonly otlpUrl: string;
  /** The same for OTLP/gRPC. */
  readonly grpcUrl: string;
  readonly apiUrl: string;
  readonly received: ReceivedCounts;
  readonly store: StoreStats;
}

/** What `GET /api/status/stream` sends: enough to see that something came, and that the server is another one. */
export interface LiveStatus {
  readonly version: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly received: ReceivedCounts;
}

/** `GET /api/traffic`. */
export interface Traffic {
  /** ISO 8601, start of the first step. */
  readonly from: string;
  readonly stepSeconds: number;
  readonly steps: number;
  readonly series: readonly TrafficSeries[];
}

/** A release in one environment: requests and errors of each step. */
export interface TrafficSeries {
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly buildId: string;
  readonly requests: readonly number[];
  readonly errors: readonly number[];
}

/** What came in since the server started. */
export interface ReceivedCounts {
  readonly requests: number;
  /** Requests answered with an error. */
  readonly refused: number;
  readonly spans: number;
  readonly logs: number;
  readonly metrics: number;
}

/** `GET /api/traces/:traceId`. */
export interface TraceAnswer {
  readonly spans: readonly SpanRow[];
  readonly logs: readonly LogRow[];
}

/**
 * What `GET /api/spans/stream?where=…&limit=…` sends as it arrives: server-sent events `spans` with this as their data, and
 * the cursor as their id, so that a browser that was cut off goes on where it was; comments while nothing arrives.
 * An event `failure` has an {@link ErrorAnswer}.
 */
export interface SpansMessage extends Arrivals {
  /** Since the message before; `matched / seconds` is the rate. */
  readonly seconds: number;
}

/** The same of `GET /api/logs/stream?where=…&limit=…`, whose events are named `logs`. */
export interface LogsMessage extends LogArrivals {
  /** Since the message before. */
  readonly seconds: number;
}

// `GET /api/functions?service&release&environment&author&from&to` answers with `Ledger[]` of @seatrial/trial: of the newest
// release of each service and environment, or of the one that `release` names; with `author` (an e-mail address) of every
// release that holds changes of theirs, and these alone. `POST /api/releases` takes a `ChangesFile` of @seatrial/model and
// answers with `UploadedChanges` of @seatrial/trial; `GET /api/releases/uploads?service&release` lists those, newest first, and
// `GET /api/releases/changes?service&release` gives the newest file again: authors, sources and former sources.
// `GET /api/functions/usual?author&from&to&service&environment` answers with `Habit[]` of @seatrial/trial.

/** A line of `GET /api/explain/steps`: the share of the work that is done, from 0 to 1, and at last one of the others. */
export type ExplainStep = { readonly done: number } | { readonly explanation: Explanation } | ErrorAnswer;

/** The body of every answer that is not 2xx. */
export interface ErrorAnswer {
  readonly error: { readonly code: ErrorCode; readonly message: string };
}

/** What a running server leaves in `server.json` of the state directory (mode 0600) for the CLI to find it. */
export interface ServerState {
  readonly pid: number;
  readonly startedAt: string;
  readonly version: string;
  readonly otlpUrl: string;
  readonly grpcUrl: string;
  readonly apiUrl: string;
  readonly token: string;
  /** A link to the page with the token in it; absent where there is no page. */
  readonly pageUrl?: string;
  /** Where its data is. */
  readonly store: string;
}
