import { toName } from '../key.ts';
import type { Say } from '../say.ts';
import { toCohortText } from '../known-names.ts';
import type { CohortRule } from './cohort-options.ts';
import { findCookie } from './headers.ts';
import type { Headers } from './headers.ts';

/** What of a request a rule can read. */
export interface RequestParts {
  readonly headers: Headers;
  /** Path and query, where they are known. */
  readonly url: string | undefined;
}

export interface CheckedRule {
  readonly cohort: string;
  readonly source: 'header' | 'cookie' | 'query' | 'claim';
  /** The name of the header, cookie, parameter or claim. */
  readonly name: string;
  readonly values: ReadonlyMap<string, string>;
  readonly otherwise: string | undefined;
}

const sources = ['header', 'cookie', 'query', 'claim'] as const;

/** The rules that can be applied; each other one is said and left out. */
export function checkRules(rules: readonly CohortRule[], say: Say): readonly CheckedRule[] {
  return rules.flatMap((rule) => {
    const wrong = findFault(rule);
    if (wrong === undefined) return [toChecked(rule)];
    say(`a cohort rule is left out: ${wrong}. It was ${JSON.stringify(rule)}.`);
    return [];
  });
}

function findFault(rule: CohortRule): string | undefined {
  if (typeof rule !== 'object' || rule === null) return 'it is no object';
  if (toName(rule.cohort) === undefined) return 'it names no cohort';
  const named = sources.filter((source) => rule[source] !== undefined);
  if (named.length !== 1) return `it needs one of ${sources.join(', ')}`;
  if (typeof rule.values !== 'object' || rule.values === null) return 'it declares no values';
  return undefined;
}

function toChecked(rule: CohortRule): CheckedRule {
  const source = sources.find((each) => rule[each] !== undefined) ?? 'header';
  const given = String(rule[source]);
  const pairs = Array.isArray(rule.values)
    ? (rule.values as readonly string[]).map((value) => [value, value] as const)
    : Object.entries(rule.values as Readonly<Record<string, string>>).map(([from, to]) => [from, to] as const);
  return {
    cohort: rule.cohort,
    source,
    name: source === 'header' ? given.toLowerCase() : given,
    values: new Map(pairs),
    otherwise: rule.otherwise,
  };
}

/** What the request itself says, by cohort; the first rule that finds anything wins. `undefined` where none does. */
export function readRules(rules: readonly CheckedRule[], parts: RequestParts): ReadonlyMap<string, string> | undefined {
  let found: Map<string, string> | undefined;
  for (const rule of rules) {
    if (found?.has(rule.cohort) === true) continue;
    const said = readSource(rule, parts);
    if (said !== undefined) (found ??= new Map()).set(rule.cohort, toDeclared(rule, said));
  }
  return found;
}

/** What the source holds; `undefined` where it has nothing. */
function readSource(rule: CheckedRule, { headers, url }: RequestParts): string | undefined {
  if (rule.source === 'header') return headers(rule.name)?.trim();
  if (rule.source === 'cookie') return findCookie(headers('cookie'), rule.name);
  const at = url?.indexOf('?') ?? -1;
  return url === undefined || at < 0 ? undefined : (new URLSearchParams(url.slice(at + 1)).get(rule.name) ?? undefined);
}

/** A declared value, else `other`: what a request says never becomes a name of its own. */
function toDeclared(rule: Pick<CheckedRule, 'values'>, said: string): string {
  return rule.values.get(said) ?? 'other';
}

/** The cohort that a claim tells; `undefined` where the claim is absent. Of a list, the first declared value in the rule's order. */
export function readClaim(rule: CheckedRule, claims: Readonly<Record<string, unknown>>): string | undefined {
  const claim = claims[rule.name] ?? findNested(claims, rule.name);
  const said = new Set((Array.isArray(claim) ? (claim as readonly unknown[]) : [claim]).map(toCohortText));
  if (claim === undefined || claim === null) return undefined;
  for (const [declared, value] of rule.values) if (said.has(declared)) return value;
  return 'other';
}

/** `realm_access.roles` within nested claims. */
function findNested(claims: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (at, part) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, part)
          ? (at as Record<string, unknown>)[part]
          : undefined,
      claims,
    );
}
