import type { Phase } from '@seatrial/model';
import type { LedgerCoverage } from './ledger/ledger.ts';
import type { Objectives } from './objectives.ts';
import type { Unit } from './options.ts';

export const outcomes = ['ok', 'regressed', 'undecided'] as const;
export type Outcome = (typeof outcomes)[number];

/** `concurrent`: both arms in the same batches. `before-after`: never OK. `shadow-pairs`: mirrored requests and their originals. */
export const designs = ['concurrent', 'before-after', 'shadow-pairs', 'none'] as const;
export type Design = (typeof designs)[number];

/**
 * What is compared with where one release served after the other. `week-before`: the baseline's requests of the same hours of the
 * week before. `just-before`: those right before the candidate's first, as long a time, where none are at hand from then.
 */
export const controls = ['week-before', 'just-before'] as const;
export type Control = (typeof controls)[number];

/** Why a verdict is what it is, beside its numbers; a closed list for programs. */
export const reasonCodes = [
  'no-data',
  'no-such-service',
  'no-candidate',
  'no-baseline',
  'one-release',
  'equal-release',
  'no-candidate-traffic',
  'no-baseline-traffic',
  'no-closed-batch',
  'before-after',
  'no-shared-routes',
  'no-subject-hash',
  'unequal-sampling',
  'below-minimum-traffic',
  'errors-worse',
  'slower',
  'route-worse',
  'needs-more-traffic',
  'not-at-this-traffic',
  'new-routes',
  'vanished-routes',
  'all-objectives-met',
  'no-errors',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

export interface Reason {
  readonly code: ReasonCode;
  /** A sentence for people. */
  readonly text: string;
}

/** One side of a comparison. */
export interface VerdictArm {
  /** As the selector is written: `release=1.4.2-g3da7036`. */
  readonly selector: string;
  /** How a sentence names it: `1.4.2-g3da7036 (canary)`. */
  readonly name: string;
  /** Steady requests in closed batches, and what is in no rate. */
  readonly requests: number;
  readonly errors: number;
  /** errors / requests; null without requests. */
  readonly errorRate: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  /** Requests by phase, the steady ones among them. */
  readonly phases: Readonly<Record<Phase, number>>;
  /** Share of the steady requests of both arms; null without. */
  readonly trafficShare: number | null;
  /** ISO 8601, start of the first and last batch with a request; null without. */
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
}

/** Bounds of a confidence sequence: null where there is none on that side, or no estimate. */
export interface Effect {
  readonly measure: 'odds-ratio' | 'time-factor';
  readonly lower: number | null;
  readonly estimate: number | null;
  readonly upper: number | null;
}

/** Natural logarithms of e-values beside what they have to reach. */
export interface EvidenceLevel {
  /** Now. */
  readonly logE: number;
  /** The largest at the end of any batch. */
  readonly peakLogE: number;
  readonly needed: number;
}

/** How much longer, at the traffic of the window and the baseline's rates. */
export interface Forecast {
  /** `ok`: if nothing changed. `regressed`: if the candidate were so much worse (`factor`). */
  readonly outcome: 'ok' | 'regressed';
  readonly factor: number;
  /** More requests of the candidate; null where this traffic never shows it. */
  readonly requests: number | null;
  readonly minutes: number | null;
}

export interface Events {
  readonly requests: number;
  readonly events: number;
  /** events / requests; null without requests. */
  readonly rate: number | null;
}

/** One threshold of a latency objective. */
export interface ThresholdVerdict {
  /** The baseline's quantile that it was frozen at, or the objective's own. */
  readonly source: number | 'objective';
  readonly ms: number;
  /** What the candidate may take for OK: the margin above `ms`, at an edge of the buckets. */
  readonly marginMs: number;
  /** Requests above `ms`. */
  readonly candidate: Events;
  readonly baseline: Events;
  readonly regressedLogE: number;
  readonly okLogE: number;
}

export interface ObjectiveVerdict {
  readonly kind: 'errors' | 'latency' | 'latency-threshold';
  /** Null for the service as a whole, that is, its routes without objectives of their own. */
  readonly route: string | null;
  /** What this objective would be by itself; the family's rule decides the whole. */
  readonly outcome: Outcome;
  readonly candidate: Events;
  readonly baseline: Events;
  readonly effect: Effect;
  readonly regressed: EvidenceLevel;
  readonly ok: EvidenceLevel;
  /** Empty for errors. */
  readonly thresholds: readonly ThresholdVerdict[];
  readonly forecasts: readonly Forecast[];
  /** A sentence for people. */
  readonly text: string;
}

export interface RouteVerdict {
  readonly route: string;
  /** `regressed`: on the e-BH list. `ok` is no verdict on a route by itself: see its numbers. */
  readonly outcome: 'regressed' | 'undecided';
  /** `both`: compared. `candidate-only`: new. `baseline-only`: vanished. `renamed`: vanished here, and `renamedTo` appeared. */
  readonly presence: 'both' | 'candidate-only' | 'baseline-only' | 'renamed';
  readonly renamedTo: string | null;
  readonly candidate: Events;
  readonly baseline: Events;
  readonly candidateP95Ms: number | null;
  readonly baselineP95Ms: number | null;
  readonly errorsEffect: Effect;
  readonly evidence: EvidenceLevel;
}

/** A fingerprint of errors: type and top frame of the author's own code. */
export interface ErrorVerdict {
  readonly fingerprint: string;
  readonly type: string;
  /** File and function of the top frame outside node_modules; empty where the span has no stack. */
  readonly frame: string;
  readonly message: string;
  readonly route: string;
  readonly candidate: number;
  readonly baseline: number;
  /** True where the baseline never had it in the window. */
  readonly isNew: boolean;
  /** How likely an error that both have alike would have stayed unseen in the baseline; null where it was seen. */
  readonly unseenProbability: number | null;
  readonly traceId: string;
}

export interface BudgetVerdict {
  readonly objective: 'errors' | 'latency-threshold';
  /** The share of requests that may miss it. */
  readonly budget: number;
  /** How often the budget is used up: 1 is exactly all of it. Null without requests. */
  readonly candidateBurn: number | null;
  readonly baselineBurn: number | null;
}

export interface MixShift {
  /** Half the sum of absolute differences of the routes' shares, 0 to 1. */
  readonly distance: number;
  readonly routes: readonly {
    readonly route: string;
    readonly candidateShare: number;
    readonly baselineShare: number;
  }[];
}

/** Minutes of both arms for a sparkline: requests, errors and those above the highest common threshold. */
export interface Trend {
  /** ISO 8601, start of each. */
  readonly from: string;
  readonly stepSeconds: number;
  readonly candidateRequests: readonly number[];
  readonly candidateErrors: readonly number[];
  readonly baselineRequests: readonly number[];
  readonly baselineErrors: readonly number[];
}

/** Ratios and times are rounded to six digits, so that the same evidence gives the same bytes. */
export interface Verdict {
  readonly schema: 1;
  readonly verdict: Outcome;
  /** One sentence. */
  readonly headline: string;
  /** The most important first. */
  readonly reasons: readonly Reason[];
  readonly service: string;
  readonly environment: string;
  readonly candidate: VerdictArm;
  readonly baseline: VerdictArm;
  readonly design: Design;
  /** Null unless the design is `before-after`. */
  readonly control: Control | null;
  readonly unit: Unit;
  /** ISO 8601. What was judged: closed batches from the first that both arms could be in; null where there is none. */
  readonly from: string | null;
  readonly to: string | null;
  readonly batchSeconds: number;
  readonly batches: number;
  /** ISO 8601 end of the batch in which REGRESSED was first reached; it stays. Null otherwise. */
  readonly regressedSince: string | null;
  readonly objectives: readonly ObjectiveVerdict[];
  /** The average of all objectives, by which the whole is REGRESSED. */
  readonly family: EvidenceLevel;
  /** Most requests first. */
  readonly routes: readonly RouteVerdict[];
  /** Routes beyond the first hundred are one: how many, 0 mostly. */
  readonly foldedRoutes: number;
  readonly errors: readonly ErrorVerdict[];
  readonly budgets: readonly BudgetVerdict[];
  readonly mix: MixShift;
  readonly trend: Trend;
  readonly settings: Objectives;
  /** How many of the functions that the candidate changed have run; null where nobody knows them. It decides nothing. */
  readonly functions: LedgerCoverage | null;
  /** What to run next: whole commands. */
  readonly next: readonly string[];
}

/** The evidence when a batch was over: natural logarithms of e-values. */
export interface EvidenceStep {
  /** ISO 8601, end of the batch. */
  readonly to: string;
  /** The average of all objectives, which is REGRESSED at 2/α. */
  readonly regressedLogE: number;
  /** The least of the objectives: each has to reach 1/α for OK. */
  readonly okLogE: number;
}

/** `GET /api/verify/history`. */
export interface VerdictHistory {
  readonly verdict: Verdict;
  /** By time. */
  readonly steps: readonly EvidenceStep[];
}
