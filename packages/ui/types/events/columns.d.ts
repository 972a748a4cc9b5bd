import type { JsonValue, SpanRow } from '@seatrial/store';
/** A column of the table: one that every span has, or any attribute by the name that a selector gives it. */
export interface Column {
  readonly name: string;
  readonly title: string;
  readonly width: string;
  readonly numeric: boolean;
  readonly text: (span: SpanRow) => string;
}
/** The fixed columns and those that were asked for, joined by commas. */
export declare function toColumns(names: string | undefined): readonly Column[];
/** What a selector of this name looks at, as text. */
export declare function readValue(span: SpanRow, name: string): string;
export declare function toText(value: JsonValue | undefined): string;
