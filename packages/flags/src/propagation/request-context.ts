import type { Context } from '@opentelemetry/api';
import { requestRecordKey } from '@seatrial/model';

/**
 * A context with a request record. OpenTelemetry's own copies all of its entries for each new one, and this entry is
 * in every request's.
 */
export class RequestContext implements Context {
  readonly #inner: Context;
  readonly #record: unknown;

  constructor(inner: Context, record: unknown) {
    this.#inner = inner;
    this.#record = record;
  }

  getValue(key: symbol): unknown {
    return key === requestRecordKey ? this.#record : this.#inner.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return key === requestRecordKey
      ? new RequestContext(this.#inner, value)
      : new RequestContext(this.#inner.setValue(key, value), this.#record);
  }

  deleteValue(key: symbol): Context {
    return key === requestRecordKey ? this.#inner : new RequestContext(this.#inner.deleteValue(key), this.#record);
  }
}
