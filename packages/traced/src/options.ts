import type { Attributes, SpanKind, Tracer } from '@opentelemetry/api';

/** Where a captured value comes from, as `redact` is told. */
export interface CapturedPlace {
  /** The parameter's name; a path such as `order.customer.email` inside an object; `result` for what is returned. */
  readonly path: string;
  /** The function's `code.function.name`. */
  readonly function: string;
}

/** How a function is traced. Every field has a default. */
export interface TracedOptions {
  /** The span's name. Default: `code.function.name`, such as `Shop.checkout`. On a class: what stands for its name. */
  readonly name?: string;
  /** Default `SpanKind.INTERNAL`. */
  readonly kind?: SpanKind;
  /** Set on every span of this function, from its start, so that samplers see them. */
  readonly attributes?: Attributes;
  /**
   * Which arguments are recorded as `seatrial.argument.<name>`: `true` for all, or the names of parameters. A function
   * gets the arguments and answers with attributes under names of your own; it is the choice for minified code, whose
   * parameters have lost their names. Default: none.
   */
  readonly captureArguments?: boolean | readonly string[] | ((...args: never[]) => Attributes | undefined);
  /**
   * Records what is returned, or resolved, as `seatrial.result`; a function answers with attributes of your own. What a
   * generator yields is not recorded. Default `false`.
   */
  readonly captureResult?: boolean | ((result: never) => Attributes | undefined);
  /**
   * Asked for each captured value, and for each inside an object, before it is recorded. What it answers is recorded in
   * its place; `undefined` leaves it out. Default: values whose name says that they are secret become `[redacted]`.
   */
  readonly redact?: (value: unknown, place: CapturedPlace) => unknown;
  /** Makes a span only where another one is active. Default `false`. */
  readonly onlyIfParent?: boolean;
  /** Default: the global provider's tracer `@seatrial/traced`, asked for at each call, so that a later provider is found. */
  readonly tracer?: Tracer;
}
