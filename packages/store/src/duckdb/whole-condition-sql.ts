import { numberPattern } from '@seatrial/model';
import type { Condition, Subject } from '@seatrial/model';
import { isPure } from './promoted-column.ts';
import type { Layout, Parameters } from './selector-sql.ts';
import { quote } from './tables.ts';

/** The column of an attribute that every row has as a whole number, or not at all; undefined for any other subject. */
export function findWholeColumn(subject: Subject, layout: Layout): string | undefined {
  if (subject.kind !== 'attribute' || layout.isOnResources(subject.name)) return undefined;
  const column = layout.columns.get(subject.name);
  return column?.integer === true && isPure(column) ? `s.${quote(column.name)}` : undefined;
}

/**
 * A condition on an attribute that is kept as a whole number in every row, without making a text of it; with the same
 * answers as the text form has, never NULL. Undefined for any other condition.
 */
export function toWholeConditionSql(
  { subject, operator, values }: Condition,
  { layout }: Pick<Parameters, 'layout'>,
): string | undefined {
  const actual = findWholeColumn(subject, layout);
  if (actual === undefined) return undefined;
  const numbers = values.filter(isWholeText);
  const isOneOf = numbers.length === 0 ? 'FALSE' : `${actual} IN (${numbers.join(', ')})`;
  if (operator === 'exists') return `${actual} IS NOT NULL`;
  if (operator === '=') return `${actual} IS NOT NULL AND ${isOneOf}`;
  if (operator === '!=') return `${actual} IS NULL OR NOT (${isOneOf})`;
  if ((operator === '<' || operator === '>') && values.every((value) => numberPattern.test(value)))
    return `${actual} IS NOT NULL AND (${values.map((value) => `${actual} ${operator} ${toBound(value)}`).join(' OR ')})`;
  return undefined;
}

/** True for a text that is the text form of a safe integer. */
function isWholeText(text: string): boolean {
  return Number.isSafeInteger(Number(text)) && String(Number(text)) === text;
}

/** The number that a text stands for, as SQL writes it. */
function toBound(text: string): string {
  const number = Number(text);
  return Number.isSafeInteger(number) ? String(number) : `'${number}'::DOUBLE`;
}
