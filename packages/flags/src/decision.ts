import type { FlagEvaluation } from './evaluation.ts';

type Properties = Readonly<Record<string, unknown>>;

// A registered symbol, so that two copies of this package know each other's.
const lasting: unique symbol = Symbol.for('seatrial.flags.lasting') as never;

/** An evaluation that never changes once it is made. */
class Decision implements FlagEvaluation {
  readonly key: string;
  readonly value: unknown;
  readonly variant: string | undefined;
  readonly reason: string | undefined;
  readonly provider: string;
  readonly subject: string | undefined;
  readonly context: Properties | undefined;
  readonly version = undefined;
  readonly setId = undefined;

  constructor(
    provider: string,
    key: string,
    value: unknown,
    variant: string | undefined,
    reason: string | undefined,
    subject: string | undefined,
    context: Properties | undefined,
  ) {
    this.key = key;
    this.value = value;
    this.variant = variant;
    this.reason = reason;
    this.provider = provider;
    this.subject = subject;
    this.context = context;
  }

  get [lasting](): true {
    return true;
  }
}

/** True where the same object says the same whenever it is seen, but for what its context holds. */
export function isLasting(evaluation: FlagEvaluation): boolean {
  return lasting in evaluation;
}

/** Takes what an adapter has read, one by one: an object for it would be made each time. */
export type ToDecision = (
  key: unknown,
  value: unknown,
  variant: string | undefined,
  reason: string | undefined,
  subject: unknown,
  context: Properties | undefined,
) => FlagEvaluation;

/**
 * Makes the evaluations of one adapter. A service asks for the same flag again and again while it serves a request: as
 * long as nothing differs from the evaluation before, that one is handed out again.
 */
export function createDecisions(provider: string): ToDecision {
  let last: Decision | undefined;
  return (key, value, variant, reason, given, context) => {
    const subject = typeof given === 'string' ? given : undefined;
    if (
      last !== undefined &&
      last.key === key &&
      last.value === value &&
      last.context === context &&
      last.reason === reason &&
      last.variant === variant &&
      last.subject === subject
    )
      return last;
    const made = new Decision(provider, key as string, value, variant, reason, subject, context);
    // What may be large is not kept.
    last = typeof value === 'object' && value !== null ? undefined : made;
    return made;
  };
}
