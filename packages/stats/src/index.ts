export { averageLogE, minimumLogE, toLogE, toPValue } from './e-process.ts';
export type { Component, EProcess } from './e-process.ts';
// Events: errors, slow requests, anything that a request has or has not.
export { createOddsRatioTest, defaultFactors } from './odds-ratio.ts';
export type { Direction, EventModel, OddsRatioOptions, Stratum } from './odds-ratio.ts';
export { toOddsRatioInterval } from './odds-ratio-interval.ts';
export type { Interval, OddsRatioIntervalOptions } from './odds-ratio-interval.ts';
export { toLogHypergeometric } from './hypergeometric.ts';
export type { Margins } from './hypergeometric.ts';
export { createCeilingTest } from './ceiling.ts';
export type { CeilingOptions, Trials } from './ceiling.ts';
export { createPairedTest } from './paired.ts';
export type { DiscordantPairs, PairedOptions } from './paired.ts';
// Latency.
export { toThresholds } from './thresholds.ts';
export type { Threshold, ThresholdOptions } from './thresholds.ts';
export { createLatencyTest, slowerFactors } from './latency-test.ts';
export type { Exceedance, FrozenThreshold, LatencyTest, ThresholdTest } from './latency-test.ts';
export { toQuantileDifferenceLogE, toQuantileLogE } from './quantile-test.ts';
export type { QuantileTestOptions } from './quantile-test.ts';
export { toQuantileDifference, toQuantileInterval } from './quantile-interval.ts';
export type { QuantileDifference, QuantileInterval } from './quantile-interval.ts';
export { countAbove, mergeHistograms, toCumulative, toQuantileBounds, toTotal } from './histogram.ts';
export type { Histogram, QuantileBounds } from './histogram.ts';
export { fromExponential, lowerScale, mergeExponential, toExponentialHistogram } from './exponential-histogram.ts';
export type { ExponentialHistogram, ExponentialOptions } from './exponential-histogram.ts';
// Many at once, and the traffic itself.
export { selectDiscoveries } from './false-discovery.ts';
export { toSampleRatioLogE } from './sample-ratio.ts';
export type { SampleRatioOptions } from './sample-ratio.ts';
export { averageTerms, toCeilingTerms, toOddsRatioTerms, toRequestsUntil } from './time-to-decision.ts';
export type { Term, Traffic } from './time-to-decision.ts';
// What sets some rows apart.
export { rankAttributes } from './attribute-ranking.ts';
export type {
  AttributeCounts,
  AttributeTable,
  RankedAttribute,
  RankedValue,
  RankingOptions,
  ValueCounts,
} from './attribute-ranking.ts';
export { findCauses } from './causes.ts';
export type { CauseItem, CauseOptions, CauseTable, FoundCause } from './causes.ts';
export type { AliasGroup } from './alias-groups.ts';
export { findItemSets } from './item-sets.ts';
export type { ItemSet, ItemSetOptions, Pattern, PatternSet, RowCounts } from './item-sets.ts';
