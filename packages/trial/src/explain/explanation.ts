import type { ContrastValue, Place } from '@seatrial/store';

/** Why the answer is what it is; a closed list for programs. */
export const explanationOutcomes = [
  'explained',
  'nothing-sets-apart',
  'empty-group',
  'empty-against',
  'too-few',
] as const;
export type ExplanationOutcome = (typeof explanationOutcomes)[number];

/** What sets a group of rows apart from another. */
export interface Explanation {
  readonly outcome: ExplanationOutcome;
  /** What was found, in a sentence. */
  readonly sentence: string;
  /** What was asked, as it is written. */
  readonly asked: ExplanationAsked;
  readonly rows: ExplanationRows;
  /** The strongest first; each is tested among the rows that those before it leave over. */
  readonly causes: readonly Cause[];
  /** The attributes that stand out most by themselves, 20 at most, whether or not a cause is made of them. */
  readonly attributes: readonly AttributeContrast[];
  /** How much was looked at. */
  readonly looked: { readonly attributes: number; readonly values: number };
  /** What was left out of the comparison, and why. */
  readonly excluded: readonly Excluded[];
  /** What else is to be known: sampling, the smallness of a group; a sentence each. */
  readonly notes: readonly string[];
}

export interface ExplanationAsked {
  /** A selector; the empty text is everything. */
  readonly where: string;
  readonly group: GroupAsked & {
    /** Only rows that took longer than this share of their own service and route; null where that was not asked for. */
    readonly slowerThanShare: number | null;
  };
  /** Null for all rows that are not in the group. */
  readonly against: GroupAsked | null;
  readonly unit: 'request' | 'span';
  readonly wholeTrace: boolean;
  /** ISO 8601; null for an open end. */
  readonly from: string | null;
  readonly to: string | null;
}

export interface GroupAsked {
  readonly selector: string;
  /** ISO 8601; null for an open end. */
  readonly from: string | null;
  readonly to: string | null;
}

export interface ExplanationRows {
  /** Rows that were compared. */
  readonly group: number;
  readonly against: number;
  /** About how many rows there are, where `group` and `against` are a sample of them; else null. */
  readonly sampledFrom: { readonly group: number; readonly against: number } | null;
}

/** A value of an attribute: `region = eu`, `retries > 3`, `coupon` is absent. */
export interface AttributeValue {
  readonly place: Place;
  /** As a selector writes it, where the place is a field or an attribute. */
  readonly name: string;
  readonly value: ContrastValue;
  /** As a sentence writes it: `region=eu`, `3.5 < retries < 5.5`, `no coupon`. */
  readonly text: string;
}

/** Rows and their share of all that were compared. */
export interface RowShare {
  readonly rows: number;
  /** 0 to 1. */
  readonly share: number;
}

/** A value of a cause. */
export interface CauseCondition extends AttributeValue {
  /** Other names of the same rows: the pod, the host, the address. */
  readonly aliases: readonly AttributeValue[];
}

/** One to three values that together set the group apart. */
export interface Cause {
  readonly conditions: readonly CauseCondition[];
  /** All conditions, as a sentence writes them. */
  readonly text: string;
  readonly group: RowShare;
  readonly against: RowShare;
  /** Odds of the cause in the group over those outside, and the lower bound by which causes are ranked. */
  readonly oddsRatio: number;
  readonly lowerBound: number;
  /** Corrected for the number of values that were looked at. */
  readonly pValue: number;
  /** Values that stand out by themselves, and no more once this cause is known. */
  readonly explains: readonly AttributeValue[];
  /** A trace of the group with this cause; null where none is known. */
  readonly exampleTraceId: string | null;
  /** What such rows are selected by; null where a condition is on events or on other spans of the trace. */
  readonly selector: string | null;
}

/** An attribute by itself, for a chart: shares of its values in both groups. */
export interface AttributeContrast {
  readonly place: Place;
  readonly name: string;
  /** Different values, the lack of one included. */
  readonly distinct: number;
  /** Whether it stands out beyond chance, among all attributes (Benjamini & Hochberg). */
  readonly significant: boolean;
  /** Those that stand out most, 10 at most. */
  readonly values: readonly AttributeValueContrast[];
}

export interface AttributeValueContrast extends AttributeValue {
  readonly group: RowShare;
  readonly against: RowShare;
}

export interface Excluded {
  readonly name: string;
  /** `selection`: the groups are told apart by it. `outcome`: it tells how a request ended, as the groups do. `asked`: as was asked for. */
  readonly reason: 'selection' | 'outcome' | 'asked';
}
