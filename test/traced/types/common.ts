import { SpanKind } from '@opentelemetry/api';
import { span, traced } from '@seatrial/traced';
import type { TracedOptions } from '@seatrial/traced';
import { expectSpans, recordSpans } from '@seatrial/traced/testing';

/** Compiles under standard and legacy decorators alike. */
@traced
export class Shop<Item extends { readonly id: string }> {
  readonly items: Item[] = [];

  @traced
  add(item: Item): this {
    this.items.push(item);
    return this;
  }

  find(id: string): Item | undefined;
  find(id: string, otherwise: Item): Item;
  @traced('find one')
  find(id: string, otherwise?: Item): Item | undefined {
    return this.items.find((item) => item.id === id) ?? otherwise;
  }

  @traced({ kind: SpanKind.CLIENT, attributes: { team: 'yard' }, captureArguments: ['count'], captureResult: true })
  async take<T>(count: number, map: (item: Item) => T): Promise<readonly T[]> {
    return this.items.slice(0, count).map(map);
  }

  @traced({ captureArguments: (item: { readonly id: string }) => ({ 'item.id': item.id }) })
  *walk(item: Item): Generator<Item, void, undefined> {
    yield item;
  }

  @traced
  async *pages(): AsyncGenerator<readonly Item[]> {
    yield this.items;
  }

  @traced
  get size(): number {
    return this.items.length;
  }

  set size(value: number) {
    this.items.length = value;
  }

  @traced
  static open(this: void, name: string): string {
    return name;
  }

  @traced.skip
  ping(): string {
    return 'pong';
  }
}

export abstract class Base {
  abstract run(): Promise<void>;

  @traced
  protected async go(): Promise<void> {
    await this.run();
  }
}

const shop = new Shop<{ readonly id: string; readonly cents: number }>();
export const cents: number = shop.add({ id: 'rope', cents: 1200 }).find('rope', { id: 'x', cents: 0 }).cents;
export const taken: Promise<readonly number[]> = shop.take(1, (item) => item.cents);
export const name: string = Shop.open('today');

export const identity: <T>(value: T) => T = traced(<T>(value: T): T => value);
export const text: string = identity('rope');
export const named: (a: number, b?: string) => Promise<number> = traced('named', async (a: number, _b?: string) => a);
const withThis = traced({ captureArguments: true }, function price(sku: string, email: string) {
  return sku + email;
});
export const price: string = withThis('rope', 'a@b');
export const block: number = span('block', (own) => own.setAttribute('a', 1).spanContext().traceFlags);
export const later: Promise<string> = span('later', { kind: SpanKind.SERVER }, async () => 'done');

export class Traced extends traced(
  class Inner {
    readonly inner = 1;
  },
) {}

recordSpans().reset();
expectSpans({ name: 'a', attributes: { b: /c/, d: undefined, e: (value) => value === 1 }, spans: [{ name: /f/ }] });

// @ts-expect-error -- a number is no name
traced(7);
// @ts-expect-error -- an option that does not exist
traced({ colour: 'red' });
// @ts-expect-error -- what is returned keeps its type
export const wrong: string = traced((): number => 1)();
// @ts-expect-error -- a kind by its number or enum only
export const options: TracedOptions = { kind: 'client' };
// @ts-expect-error -- an expectation that does not exist
expectSpans({ name: 'a', colour: 'red' });
