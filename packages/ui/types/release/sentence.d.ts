import type { Verdict } from '@seatrial/trial';
/** The verdict as a title that somebody would say, and what is behind it. */
export interface Sentence {
  readonly title: string;
  readonly detail: string;
}
/** From the first reason: up to its colon it says what, behind it how much. */
export declare function toSentence({ reasons, candidate }: Pick<Verdict, 'reasons' | 'candidate'>): Sentence;
