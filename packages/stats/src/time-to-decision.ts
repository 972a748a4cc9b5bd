import { checkBetween } from './check.ts';
import type { Component } from './e-process.ts';
import { logSumExp } from './log-sum.ts';
import { toLogLikelihood } from './odds-ratio.ts';

/**
 * What the traffic is like. Best the baseline's rate as observed and a candidate supposed (equal, or twice as bad):
 * "so long for 2x"; an early observed difference is mostly noise.
 */
export interface Traffic {
  /** The candidate's share of the requests, above 0 and below 1. */
  readonly candidateShare: number;
  /** Share of the candidate's requests with the event, from 0 to 1. */
  readonly candidateRate: number;
  readonly baselineRate: number;
}

/** A part of a mixture with what a request of either arm adds to its ln likelihood ratio on average. */
export interface Term extends Component {
  readonly growth: number;
}

/** A stratum so large that its conditional likelihood has the information of the rates themselves, at any rate. */
function toLarge({ candidateShare, candidateRate, baselineRate }: Traffic): number {
  const rates = [candidateShare * candidateRate, (1 - candidateShare) * baselineRate].filter((rate) => rate > 0);
  return Math.round(Math.min(1e12, Math.max(1e6, 1e4 / Math.min(...rates, 1))));
}

/**
 * The terms of an odds-ratio test under supposed traffic, for {@link toRequestsUntil}. The growth is the ln likelihood
 * ratio of one large stratum with these rates, which holds for rare and for frequent events alike.
 */
export function toOddsRatioTerms(
  components: readonly Component[],
  oddsRatio: number,
  traffic: Traffic,
): readonly Term[] {
  checkBetween('candidateShare', traffic.candidateShare, 0, 1);
  for (const rate of [traffic.candidateRate, traffic.baselineRate])
    if (!(rate >= 0 && rate <= 1)) throw new RangeError(`A rate is ${rate}; give a share of the requests from 0 to 1.`);
  const large = toLarge(traffic);
  const candidateTotal = Math.round(large * traffic.candidateShare);
  const baselineTotal = large - candidateTotal;
  const widest = Math.max(
    ...[oddsRatio, ...components.map(({ alternative }) => alternative)].map((w) => Math.max(w, 1 / w)),
  );
  const likelihood = toLogLikelihood(
    {
      candidateTotal,
      candidateEvents: Math.round(candidateTotal * traffic.candidateRate),
      baselineTotal,
      baselineEvents: Math.round(baselineTotal * traffic.baselineRate),
    },
    widest,
  );
  const atNull = likelihood(oddsRatio);
  return components.map((component) => ({
    ...component,
    growth: (likelihood(component.alternative) - atNull) / large,
  }));
}

/** The terms of a ceiling test under supposed traffic. */
export function toCeilingTerms(components: readonly Component[], ceiling: number, traffic: Traffic): readonly Term[] {
  checkBetween('ceiling', ceiling, 0, 1);
  const { candidateRate: rate, candidateShare } = traffic;
  return components.map((component) => {
    const { alternative } = component;
    const quiet = (1 - rate) * (Math.log1p(-alternative) - Math.log1p(-ceiling));
    const growth = rate === 0 ? quiet : quiet + rate * Math.log(alternative / ceiling);
    return { ...component, growth: candidateShare * growth };
  });
}

/** The terms of the average of several e-values, each given by its terms. */
export function averageTerms(groups: readonly (readonly Term[])[]): readonly Term[] {
  const logCount = Math.log(groups.length);
  return groups.flatMap((terms) => terms.map((term) => ({ ...term, logWeight: term.logWeight - logCount })));
}

/**
 * How many more requests of both arms it takes, about, until ln E reaches a threshold such as ln(1/α): the moment when
 * the mixture gets there if each alternative grows at its average pace. 0 where it is there, infinity where this traffic
 * never shows it. Divide by requests a minute.
 * Source: expected growth is relative entropy, Grünwald, de Heide & Koolen, "Safe testing", JRSS B 86 (2024), 1091–1128.
 */
export function toRequestsUntil(logThreshold: number, terms: readonly Term[]): number {
  const logEAfter = (requests: number): number =>
    logSumExp(
      terms
        .filter(({ logRatio }) => logRatio > Number.NEGATIVE_INFINITY)
        .map(({ logWeight, logRatio, growth }) => logWeight + logRatio + (requests === 0 ? 0 : requests * growth)),
    );
  if (logEAfter(0) >= logThreshold) return 0;
  const best = Math.max(...terms.filter(({ logRatio }) => logRatio > -Infinity).map(({ growth }) => growth));
  if (!(best > 0)) return Infinity;
  let high = 1;
  while (logEAfter(high) < logThreshold) high *= 2;
  let low = high / 2;
  // The logarithm of a sum of exponentials is convex, so that there is one crossing.
  for (let step = 0; step < 60 && high - low > 0.5; step += 1) {
    const middle = (low + high) / 2;
    if (logEAfter(middle) < logThreshold) low = middle;
    else high = middle;
  }
  return Math.ceil(high);
}
