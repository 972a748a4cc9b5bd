/** Something that may be flushed and shut down: a provider of a signal. */
export interface Part {
  forceFlush?(): Promise<void>;
  shutdown?(): Promise<void>;
}

/** An OpenTelemetry SDK that has been started. */
export interface Sdk {
  /** False where OpenTelemetry refused the tracer provider. */
  readonly registered: boolean;
  /** The providers that exist by now. */
  parts(): readonly (Part | object | undefined)[];
}
