/** What was counted in a time, and how it went. */
export interface HabitFigures {
  /** Calls of a function, requests of a route. */
  readonly count: number;
  readonly perHour: number;
  readonly errors: number;
  /** errors / count; null without any. */
  readonly errorRate: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

/** A function that somebody changed, or a route whose requests ran one, beside its own last seven days. */
export interface Habit {
  readonly kind: 'function' | 'route';
  readonly service: string;
  readonly name: string;
  /** Of a function; empty for a route. */
  readonly file: string;
  readonly now: HabitFigures;
  /** Null where there was nothing in the seven days before. */
  readonly usual: HabitFigures | null;
}

/** Whose habits, and the time that is looked at; the seven days before it are what is usual. */
export interface HabitQuery {
  readonly author: string;
  readonly service?: string;
  readonly environment?: string;
  /** Milliseconds since the Unix epoch. */
  readonly from: number;
  readonly to: number;
}
