import type { AttributeValue } from '@seatrial/model';
import { separator } from './attribute-text.ts';
import { quote } from './tables.ts';

/** An attribute of spans with a column of its own. */
export interface PromotedColumn {
  readonly name: string;
  /** Rows up to this cursor have it in the map; 0 where none do. */
  readonly since: bigint;
  /** The column holds whole numbers, and anything else under this name lies in the map. Otherwise it holds texts. */
  readonly integer: boolean;
  /** Rows after `since` may have it in the map. */
  readonly mixed: boolean;
}

/** True where no row has it in the map. */
export function isPure({ since, mixed }: PromotedColumn): boolean {
  return since === 0n && !mixed;
}

/** True for what a column of whole numbers takes; such a value comes back as the number that it was. */
export function isWhole(value: AttributeValue): value is number {
  return Number.isSafeInteger(value);
}

/**
 * The text form of an attribute that has a column, NULL where a row has none.
 * @param inMap the expression that looks it up in the row's map
 */
export function toColumnTextSql({ name, since, integer, mixed }: PromotedColumn, alias: string, inMap: string): string {
  const column = `${alias}.${quote(name)}`;
  const text = integer ? `${column}::VARCHAR` : column;
  const value = mixed ? `coalesce(${text}, ${inMap})` : text;
  return since === 0n ? value : `CASE WHEN ${alias}.cursor > ${since} THEN ${value} ELSE ${inMap} END`;
}

/**
 * The number of an attribute from its text form, NULL where it is none that a column of whole numbers takes.
 * @param kinds the expression of the row's kinds, by which a text of digits is told from a number
 */
export function toWholeSql(name: string, text: string, kinds: string): string {
  const entry = `chr(${separator.charCodeAt(0)}) || ${toLiteral(`n:${name}`)} || chr(${separator.charCodeAt(0)})`;
  return `CASE WHEN contains(${kinds} || chr(${separator.charCodeAt(0)}), ${entry})
    AND regexp_full_match(${text}, '-?(0|[1-9][0-9]{0,15})') AND abs(${text}::BIGINT) <= ${Number.MAX_SAFE_INTEGER}
    THEN ${text}::BIGINT END`;
}

export function toLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
