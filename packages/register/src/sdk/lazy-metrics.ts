import type {
  BatchObservableCallback,
  BatchObservableResult,
  Meter,
  MeterOptions,
  MeterProvider,
  MetricOptions,
  Observable,
  ObservableCallback,
} from '@opentelemetry/api';

const observeAfterMs = 1000;
/** What these observe is of a process that runs on. */
const instrumentation = /^@opentelemetry\/instrumentation-/;

/** An observable instrument that is not made yet. */
interface Waiting {
  readonly meter: string;
  readonly observe: () => void;
}

/**
 * A meter provider whose SDK is made with the first measurement, or a second after the first observable instrument:
 * instrumentations ask for instruments at start-up, and most processes that start never measure. OpenTelemetry's API
 * has no proxy for meters.
 */
export class LazyMeterProvider implements MeterProvider {
  readonly #create: () => MeterProvider;
  #real: MeterProvider | undefined;
  readonly #waiting: Waiting[] = [];

  constructor(create: () => MeterProvider) {
    this.#create = create;
  }

  /**
   * The SDK's provider, where there is something to flush by now: what the application observes is, also in a process
   * that is over before its second; what instrumentations observe is not worth a start of the SDK at the end.
   */
  toFlush(): MeterProvider | undefined {
    if (this.#real !== undefined || this.#waiting.some(({ meter }) => !instrumentation.test(meter))) this.#observe();
    return this.#real;
  }

  get real(): MeterProvider {
    this.#real ??= this.#create();
    return this.#real;
  }

  getMeter(name: string, version?: string, options?: MeterOptions): Meter {
    if (this.#real !== undefined) return this.#real.getMeter(name, version, options);
    let meter: Meter | undefined;
    return createLazyMeter(
      () => (meter ??= this.real.getMeter(name, version, options)),
      (observe) => this.#later({ meter: name, observe }),
    );
  }

  #later(waiting: Waiting): void {
    if (this.#real !== undefined) return waiting.observe();
    if (this.#waiting.push(waiting) === 1) setTimeout(() => this.#observe(), observeAfterMs).unref();
  }

  #observe(): void {
    for (const { observe } of this.#waiting.splice(0)) observe();
  }
}

type Later = (observe: () => void) => void;

function createLazyMeter(meter: () => Meter, later: Later): Meter {
  const reals = new Map<Observable, () => Observable>();
  const batches = new Map<BatchObservableCallback, BatchObservableCallback>();
  const toReal = (observable: Observable): Observable => reals.get(observable)?.() ?? observable;
  const observable = (create: () => Observable): Observable => {
    const [lazy, real] = createLazyObservable(create, later);
    reals.set(lazy, real);
    return lazy;
  };
  return {
    createCounter: (name, options) => createLazyInstrument('add', () => meter().createCounter(name, options)),
    createUpDownCounter: (name, options) =>
      createLazyInstrument('add', () => meter().createUpDownCounter(name, options)),
    createHistogram: (name, options) => createLazyInstrument('record', () => meter().createHistogram(name, options)),
    createGauge: (name, options) => createLazyInstrument('record', () => meter().createGauge(name, options)),
    createObservableCounter: (name: string, options?: MetricOptions) =>
      observable(() => meter().createObservableCounter(name, options)),
    createObservableUpDownCounter: (name: string, options?: MetricOptions) =>
      observable(() => meter().createObservableUpDownCounter(name, options)),
    createObservableGauge: (name: string, options?: MetricOptions) =>
      observable(() => meter().createObservableGauge(name, options)),
    addBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]) {
      const translate = (result: BatchObservableResult): BatchObservableResult => ({
        observe: (instrument, value, attributes) => result.observe(toReal(instrument), value, attributes),
      });
      const wrapped: BatchObservableCallback = (result) => callback(translate(result));
      batches.set(callback, wrapped);
      later(() => {
        if (batches.get(callback) === wrapped) meter().addBatchObservableCallback(wrapped, observables.map(toReal));
      });
    },
    removeBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]) {
      const wrapped = batches.get(callback);
      batches.delete(callback);
      if (wrapped !== undefined) meter().removeBatchObservableCallback(wrapped, observables.map(toReal));
    },
  };
}

/** A synchronous instrument: `add` or `record` makes the real one. */
function createLazyInstrument<Method extends 'add' | 'record', Real extends Readonly<Record<Method, Measure>>>(
  method: Method,
  create: () => Real,
): Real {
  let real: Real | undefined;
  const measure: Measure = (value, attributes, context) => {
    real ??= create();
    real[method](value, attributes, context);
  };
  return { [method]: measure } as unknown as Real;
}

// oxlint-disable-next-line typescript/no-explicit-any -- as in the API: a measurement of any kind of instrument
type Measure = (value: number, attributes?: any, context?: any) => void;

function createLazyObservable(create: () => Observable, later: Later): readonly [Observable, () => Observable] {
  let real: Observable | undefined;
  const make = (): Observable => (real ??= create());
  const callbacks = new Set<ObservableCallback>();
  const lazy: Observable = {
    addCallback(callback) {
      callbacks.add(callback);
      later(() => {
        if (callbacks.has(callback)) make().addCallback(callback);
      });
    },
    removeCallback(callback) {
      callbacks.delete(callback);
      real?.removeCallback(callback);
    },
  };
  return [lazy, make];
}
