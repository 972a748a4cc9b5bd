import type { ContextManager, TextMapPropagator } from '@opentelemetry/api';
import type { InstrumentationConfigMap } from '@opentelemetry/auto-instrumentations-node';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { ResourceDetector } from '@opentelemetry/resources';
import type { NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import type { IdGenerator, Sampler, SpanExporter, SpanLimits, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { CohortOptions, FlagsOptions } from '@seatrial/flags';
import type { Release, ReleaseField } from '@seatrial/model';
import type { Redact } from './redact/redact.ts';

/** As in `OTEL_TRACES_SAMPLER`; the ratio comes from `OTEL_TRACES_SAMPLER_ARG`. */
export type SamplerName =
  | 'always_on'
  | 'always_off'
  | 'traceidratio'
  | 'parentbased_always_on'
  | 'parentbased_always_off'
  | 'parentbased_traceidratio';

/** As in `OTEL_TRACES_EXPORTER`. */
export type TraceExporterName = 'otlp' | 'console' | 'zipkin' | 'none';

/** As in `OTEL_PROPAGATORS`. */
export type PropagatorName = 'tracecontext' | 'baggage' | 'b3' | 'b3multi';

/** As in `OTEL_NODE_RESOURCE_DETECTORS`, which names the cloud detectors, too: they ask metadata servers. */
export type ResourceDetectorName = 'env' | 'host' | 'os' | 'process' | 'serviceinstance';

/** How the functions that a release changed are watched. */
export interface ProbeOptions {
  /** A release manifest with a plan, from the working directory. Default: the `seatrial.release.json` that names the release. */
  readonly plan?: string;
  /** Take the plan from outside of the application's package, and from a file that others may write. Default `false`. */
  readonly trusted?: boolean;
}

/**
 * What `register()` takes. Everything is optional: without an option the standard `OTEL_*` variable holds, without the
 * variable OpenTelemetry's default. Options take an instance or a name.
 */
export interface RegisterOptions {
  /** The service. Default: `OTEL_SERVICE_NAME`, the platform's name for it, the name in package.json. */
  readonly serviceName?: string;
  /** Fields of the release that you know better than detection does. */
  readonly release?: Release;
  /** Fields put on every span. Default: version, build id, deployment id, ring. `[]` puts them on the resource alone. */
  readonly stamp?: readonly ReleaseField[];
  /** Let the stamp replace an attribute of the same name that the application has set. Default `false`. */
  readonly overwrite?: boolean;
  /** Flags on spans and on to the next service. `false` leaves them out. Events and counts: on where nothing but Seatrial's own receiver is set, else `SEATRIAL_FLAG_EVENTS=true`. */
  readonly flags?: Omit<FlagsOptions, 'cohorts' | 'say'> | false;
  /** Who a request is for, and whose word is taken for it. */
  readonly cohorts?: CohortOptions;
  /**
   * The share of the traces that begin here to keep, consistently over services, with the weight on every kept span
   * (`ot=th` in the trace state, `seatrial.sampling.weight`). It wins over `sampler`. Default: all.
   */
  readonly sampling?: 'all' | number;
  /** Default: `OTEL_TRACES_SAMPLER`, else all, following the parent. */
  readonly sampler?: Sampler | SamplerName;
  /** Default: `OTEL_TRACES_EXPORTER`, else `otlp`. */
  readonly traceExporter?: SpanExporter | TraceExporterName;
  /** Processors beside the exporting ones, which stay. They see stamped spans in `onEnd`. */
  readonly spanProcessors?: readonly SpanProcessor[];
  /** Default: `OTEL_METRICS_EXPORTER`, else `otlp` each minute. `'none'` leaves metrics out. */
  readonly metricReaders?: NonNullable<NodeSDKConfiguration['metricReaders']> | 'none';
  /** Default: `OTEL_LOGS_EXPORTER`, else `otlp`. `'none'` leaves logs out. */
  readonly logRecordProcessors?: NonNullable<NodeSDKConfiguration['logRecordProcessors']> | 'none';
  /** Default: `OTEL_PROPAGATORS`, else W3C trace context and baggage. */
  readonly propagators?: readonly (TextMapPropagator | PropagatorName)[];
  /** `'auto'` stands for auto-instrumentations-node without dns and net, which `OTEL_NODE_ENABLED_INSTRUMENTATIONS` or `instrumentationConfig` turns on. Default `['auto']`. */
  readonly instrumentations?: readonly (Instrumentation | 'auto')[];
  /** Settings of the automatic instrumentations by package name. */
  readonly instrumentationConfig?: InstrumentationConfigMap;
  /** Detectors beside the release's own, which comes last. Default: `OTEL_NODE_RESOURCE_DETECTORS`, else env, process (without owner and arguments), host, serviceinstance. */
  readonly resourceDetectors?: readonly (ResourceDetector | ResourceDetectorName)[];
  /** Further resource attributes. They lose against `OTEL_RESOURCE_ATTRIBUTES`, as in OpenTelemetry. */
  readonly resourceAttributes?: Readonly<Record<string, string | number | boolean>>;
  readonly spanLimits?: SpanLimits;
  readonly idGenerator?: IdGenerator;
  readonly contextManager?: ContextManager;
  /** Milliseconds that the end of the process may wait for the last spans to be sent; 0 does not wait. Default: `SEATRIAL_EXIT_WAIT_MS`, else 2,000. */
  readonly exitWaitMs?: number;
  /**
   * Called with each attribute of spans, span events, links and log records after the default rules (docs/privacy.md);
   * what it returns is sent, `undefined` leaves the attribute out. `false` turns the default rules off.
   * Default: `SEATRIAL_REDACT` (`on`, `off`), else the default rules.
   */
  readonly redact?: Redact | false;
  /** The functions that this release changed, as its plan has them. `false` leaves them alone. Default: `SEATRIAL_PROBES` (`on`, `off`), else on where there is a plan. */
  readonly probes?: ProbeOptions | false;
  /** MiB of encoded telemetry kept in memory while no receiver takes it. Default: `SEATRIAL_BUFFER_MIB`, else 32. */
  readonly bufferMiB?: number;
}
