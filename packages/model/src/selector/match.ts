import { matchesVersion } from '../release-key.ts';
import type { Condition, Operator, Selector } from './selector.ts';
import type { Subject } from './selector.ts';

/** Looks a subject up; `undefined` where there is no such value. Values are in their text form. */
export type Lookup = (subject: Subject) => string | undefined;

/** The only texts that compare as numbers: decimal notation, nothing around it, alike on every engine. */
export const numberPattern: RegExp = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** True where every condition holds. The meaning that each store's query must agree with. */
export function matchesSelector(selector: Selector, lookup: Lookup): boolean {
  return selector.every((condition) => matchesCondition(condition, lookup(condition.subject)));
}

function matchesCondition({ subject, operator, values }: Condition, actual: string | undefined): boolean {
  if (operator === 'exists') return actual !== undefined;
  if (operator === '!=') return actual === undefined || !values.some((value) => isEqual(subject, actual, value));
  if (actual === undefined) return false;
  return values.some((value) => compare(subject, operator, actual, value));
}

function compare(subject: Subject, operator: Operator, actual: string, value: string): boolean {
  switch (operator) {
    case '=':
      return isEqual(subject, actual, value);
    case '~':
      return actual.includes(value);
    case '^=':
      return actual.startsWith(value);
    case '<':
      return order(actual, value) < 0;
    case '>':
      return order(actual, value) > 0;
    default:
      return false;
  }
}

function isEqual(subject: Subject, actual: string, value: string): boolean {
  if (subject.kind === 'intrinsic') {
    if (subject.name === 'release') return matchesVersion(actual, value);
    if (subject.name === 'commit' && value.length >= 7) return actual.startsWith(value);
    if (subject.name === 'duration') return order(actual, value) === 0;
  }
  return actual === value;
}

/** As numbers when both parse, else as text by code point, which is the byte order of UTF-8. */
function order(a: string, b: string): number {
  if (numberPattern.test(a) && numberPattern.test(b)) return Number(a) - Number(b);
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
