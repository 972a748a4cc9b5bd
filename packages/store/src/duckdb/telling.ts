import type { AttributeMap, AttributeValue } from '@seatrial/model';
import { releaseAttributes } from './release-columns.ts';

/** What route, error, shadow, phase and release of a span are worked out from. */
const names = [
  'http.route',
  'rpc.method',
  'rpc.service',
  'messaging.destination.template',
  'messaging.destination.name',
  'http.response.status_code',
  'http.status_code',
  'seatrial.shadow',
  'seatrial.unfinished',
  'logfire.span_type',
  ...releaseAttributes,
] as const;

export const tellingNames: ReadonlySet<string> = new Set(names);

type Values = Record<string, AttributeValue | undefined>;

const nothing: Values = Object.fromEntries(names.map((name) => [name, undefined]));

/** These attributes of one span after the other, always in an object of one shape. */
export class Telling {
  #values: Values = { ...nothing };
  #empty = true;

  /** As the model's functions take attributes; undefined stands for what the span does not have. */
  get attributes(): AttributeMap {
    return this.#values as AttributeMap;
  }

  set(name: string, value: AttributeValue): void {
    this.#values[name] = value;
    this.#empty = false;
  }

  clear(): void {
    if (this.#empty) return;
    this.#values = { ...nothing };
    this.#empty = true;
  }
}
