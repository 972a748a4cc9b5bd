import type { AttributeValue } from '@seatrial/model';

/** Attributes while they are being read. */
export interface AttributeBag {
  [key: string]: AttributeValue;
}

function Bag(): void {}
// A prototype that has nothing, not even `__proto__`; unlike `Object.create(null)` it keeps objects in V8's fast mode.
Bag.prototype = Object.create(null) as object;
const BagConstructor = Bag as unknown as new () => AttributeBag;

/** An empty bag in which every key is a plain key, `__proto__` and `constructor` included. */
export function createBag(): AttributeBag {
  return new BagConstructor();
}
