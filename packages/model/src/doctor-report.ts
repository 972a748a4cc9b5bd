/** What the probe of "seatrial doctor" found in one process: a JSON file that it writes and the command reads. */
export interface DoctorReport {
  readonly schema: 1;
  readonly process: {
    readonly pid: number;
    /** `v24.21.0` */
    readonly node: string;
    readonly script: string | null;
    /** Milliseconds since the process began. */
    readonly ranMs: number;
  };
  /** Whether register() was called, and what came of it. */
  readonly state: 'running' | 'off' | 'not-called';
  readonly patched: readonly DoctorPatch[];
  readonly notPatched: readonly DoctorGap[];
  readonly release: readonly DoctorField[];
  readonly endpoints: readonly DoctorEndpoint[];
  /** Copies of OpenTelemetry's API and SDK packages that the process has loaded. */
  readonly copies: readonly DoctorCopy[];
  /** The functions that the release's plan watches; `null` where no plan is applied. */
  readonly functions: DoctorFunctions | null;
  /** Spans that ended, by kind. */
  readonly spans: Readonly<Record<string, number>>;
  /** Microseconds of CPU time that one span costs in this process, stamp and encoding included; absent until measured. */
  readonly spanMicroseconds: number | null;
}

export interface DoctorPatch {
  /** The package or built-in module. */
  readonly module: string;
  /** `null` for built-in modules, and where no package.json says it. */
  readonly version: string | null;
  readonly instrumentation: string;
}

export interface DoctorGap extends DoctorPatch {
  readonly reason:
    | 'loaded-too-early'
    | 'quiet'
    | 'disabled'
    | 'covered'
    | 'unsupported-version'
    | 'failed'
    | 'not-reached';
  /** What it means and what to do. */
  readonly detail: string;
}

export interface DoctorField {
  readonly field: string;
  readonly attribute: string;
  readonly value: string;
  readonly source: string;
}

export interface DoctorEndpoint {
  readonly signal: 'traces' | 'metrics' | 'logs';
  /** `otlp`, `none`, or `other` for what is not sent by OTLP. */
  readonly exporter: 'otlp' | 'none' | 'other';
  readonly protocol: string | null;
  /** Without credentials. */
  readonly url: string | null;
  /** `null` where there is nothing to ask. */
  readonly answers: boolean | null;
  readonly detail: string;
}

/** How many functions of a plan there are, and what is known of them by now. */
export interface DoctorFunctions {
  readonly watched: number;
  /** Those whose files were loaded with their probes. */
  readonly loaded: number;
  readonly ran: number;
  /** Those of which this process can tell nothing. */
  readonly unverifiable: number;
}

export interface DoctorCopy {
  readonly package: string;
  readonly version: string;
  readonly path: string;
}
