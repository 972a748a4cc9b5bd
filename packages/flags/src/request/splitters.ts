import { limits } from '@seatrial/model';
import type { SplitterRule } from './cohort-options.ts';
import type { Headers } from './headers.ts';

/**
 * Headers that say what a traffic splitter chose. nginx (`split_clients`), Envoy (`weighted_clusters`) and Istio tell
 * an upstream nothing by themselves; each can set a header, and the pages show how. `x-canary` is what ingress-nginx
 * and Flagger route by. An ALB sends its targets nothing: its target group is the deployment's ring.
 */
const knownSplitters: readonly SplitterRule[] = [
  { header: 'x-seatrial-split' },
  { header: 'x-split' },
  { header: 'x-canary' },
  { header: 'x-envoy-decorator-operation' },
];

/** Distinct values of a header whose values nobody has declared. */
const mostValues = 16;

/** Reads what the splitters in front chose, by cohort name. */
export function createSplitterReader(
  given: readonly SplitterRule[] | false | undefined,
): (headers: Headers) => ReadonlyMap<string, string> | undefined {
  if (given === false) return () => undefined;
  const rules = [...(given ?? []), ...knownSplitters].map(({ header, values, cohort }) => ({
    header: header.toLowerCase(),
    cohort: cohort ?? 'split',
    seen: new Set(values),
    open: values === undefined,
  }));
  return (headers) => {
    let found: Map<string, string> | undefined;
    for (const { header, cohort, seen, open } of rules) {
      const said = headers(header)?.trim().slice(0, limits.variantLength);
      if (said === undefined || said === '' || found?.has(cohort) === true) continue;
      if (open && seen.size < mostValues) seen.add(said);
      (found ??= new Map()).set(cohort, seen.has(said) ? said : 'other');
    }
    return found;
  };
}
