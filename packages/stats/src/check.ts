/** Refuses what is no count: a negative, fractional or unsafe number. */
export function checkCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${name} is ${value}; give a whole number from 0 to 2^53 - 1.`);
}

/** Refuses what lies outside the open interval. */
export function checkBetween(name: string, value: number, low: number, high: number): void {
  if (!(value > low && value < high))
    throw new RangeError(`${name} is ${value}; give a number above ${low} and below ${high}.`);
}

/** Refuses two values of which one is no count. */
export function checkCounts(name: string, value: number, otherName: string, other: number): void {
  checkCount(name, value);
  checkCount(otherName, other);
}

/** Refuses a part that is more than its whole. */
export function checkPart(name: string, part: number, wholeName: string, whole: number): void {
  checkCounts(name, part, wholeName, whole);
  if (part > whole) throw new RangeError(`${name} is ${part}, more than ${wholeName}, which is ${whole}.`);
}

/** Refuses a part that is more than its whole, or none; unlike {@link checkPart} it need not be whole. */
export function checkShare(name: string, part: number, wholeName: string, whole: number): void {
  if (!(part >= 0)) throw new RangeError(`${name} is ${part}; give a number from 0 on.`);
  if (part > whole) throw new RangeError(`${name} is ${part}, more than ${wholeName}, which is ${whole}.`);
}
