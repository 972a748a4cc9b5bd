import type { Logger, LoggerOptions, LoggerProvider, LogRecord } from '@opentelemetry/api';

/** A logger provider whose SDK is made with the first record. */
export class LazyLoggerProvider implements LoggerProvider {
  readonly #create: () => LoggerProvider;
  #real: LoggerProvider | undefined;

  constructor(create: () => LoggerProvider) {
    this.#create = create;
  }

  /** The SDK's provider, where it was needed by now. */
  get made(): LoggerProvider | undefined {
    return this.#real;
  }

  getLogger(name: string, version?: string, options?: LoggerOptions): Logger {
    let real: Logger | undefined;
    const make = (): Logger => {
      this.#real ??= this.#create();
      return (real ??= this.#real.getLogger(name, version, options));
    };
    return { emit: (record: LogRecord) => make().emit(record), enabled: () => true };
  }
}
