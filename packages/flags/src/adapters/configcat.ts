import type { CurrentFlags } from '../current.ts';
import { Decisions } from '../decision.ts';
import { attachOnce, report } from './attach.ts';

/** What ConfigCat says of an evaluation, as far as it is read here. */
export interface ConfigCatDetails {
  readonly key: string;
  readonly value: unknown;
  readonly isDefaultValue?: boolean;
  readonly matchedTargetingRule?: unknown;
  readonly matchedPercentageOption?: unknown;
  readonly user?: unknown;
}

/** A client of @configcat/sdk 1 or configcat-node 11, as far as it is used here. */
export interface ConfigCatClient {
  on(event: 'flagEvaluated', listener: (details: ConfigCatDetails) => void): unknown;
}

/**
 * Records every evaluation of a client, default values and missing flags too. A second call with the same client
 * changes nothing. ConfigCat's variation ids are hashes, so that the value stands for the variant.
 */
export function recordConfigCat(client: ConfigCatClient): void {
  if (!attachOnce(client)) return;
  client.on('flagEvaluated', (details) => report(record, details));
}

interface ConfigCatUser {
  readonly identifier?: unknown;
  readonly custom?: Readonly<Record<string, unknown>>;
}

const decisions = new Decisions('configcat');

function record(flags: CurrentFlags, given: unknown): void {
  const details = given as ConfigCatDetails;
  const user = details.user as ConfigCatUser | undefined;
  const decision = decisions.find(details.key, details.value, undefined, toReason(details));
  flags.recordDecision(decision, user?.identifier, user?.custom);
}

function toReason({ isDefaultValue, matchedPercentageOption, matchedTargetingRule }: ConfigCatDetails): string {
  if (isDefaultValue === true) return 'ERROR';
  if (matchedPercentageOption !== undefined) return 'SPLIT';
  return matchedTargetingRule === undefined ? 'DEFAULT' : 'TARGETING_MATCH';
}
