import { Decisions } from '../decision.ts';
import { attachOnce, followMethod } from './attach.ts';

/** `GrowthBookClient` or `GrowthBook` of @growthbook/growthbook 1, as far as it is used here. */
export interface GrowthBookLike {
  evalFeature(...args: never[]): unknown;
}

interface FeatureResult {
  readonly value: unknown;
  readonly source?: string;
  readonly experimentResult?: { readonly key?: string; readonly inExperiment?: boolean };
}

/** Where GrowthBook took a value from, in OpenFeature's words. */
const reasons: Readonly<Record<string, string>> = {
  defaultValue: 'DEFAULT',
  force: 'TARGETING_MATCH',
  override: 'TARGETING_MATCH',
  experiment: 'SPLIT',
  prerequisite: 'DISABLED',
  cyclicPrerequisite: 'ERROR',
  unknownFeature: 'ERROR',
};

const decisions = new Decisions('growthbook');

/**
 * Records every evaluation of a client and of the instances that it scopes. `isOn`, `isOff` and `getFeatureValue` all
 * go through `evalFeature`; GrowthBook's own callback leaves out repeated values of one user. A second call with the
 * same client changes nothing.
 */
export function recordGrowthBook(client: GrowthBookLike): void {
  if (!attachOnce(client)) return;
  followMethod(client, 'evalFeature', (flags, result, key, user) => {
    const { value, source, experimentResult } = result as FeatureResult;
    const attributes = (user as { readonly attributes?: Readonly<Record<string, unknown>> } | undefined)?.attributes;
    const own = attributes ?? findAttributes(client);
    const decision = decisions.find(
      key,
      value,
      experimentResult?.inExperiment === true ? experimentResult.key : undefined,
      source === undefined ? undefined : (reasons[source] ?? source),
    );
    flags.recordDecision(decision, own?.['id'], own);
  });
}

/** An instance for one user (`GrowthBook`) knows its attributes itself. */
function findAttributes(client: object): Readonly<Record<string, unknown>> | undefined {
  const { getAttributes } = client as { getAttributes?: () => Readonly<Record<string, unknown>> };
  return getAttributes?.call(client);
}
