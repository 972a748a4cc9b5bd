import { formatSelector } from '@seatrial/model';
import type { Condition, Intrinsic, Operator, Selector } from '@seatrial/model';
import type { SightingQuery, SightingRow } from '@seatrial/store';
import type { VerifyOptions } from './options.ts';
import { pickNewest } from './sightings.ts';
import type { Reason } from './verdict.ts';

/** One side of a comparison before it is asked about. */
export interface ChosenArm {
  readonly selector: Selector;
  readonly name: string;
  /** Of the releases that it is known to hold; empty where that was not looked up. */
  readonly versions: readonly string[];
}

export interface ChosenArms {
  readonly environment: string;
  /** What requests of that environment match. */
  readonly inEnvironment: Selector;
  readonly candidate: ChosenArm;
  readonly baseline: ChosenArm;
  /** Why there is nothing to compare; empty where there is. */
  readonly findings: readonly Reason[];
}

/** The sightings of one environment. */
export interface Seen {
  readonly environment: string;
  readonly inEnvironment: Selector;
  readonly rows: readonly SightingRow[];
  /** Of every environment. */
  readonly all: readonly SightingRow[];
}

export function toSightingQuery({ service, from, to }: VerifyOptions): SightingQuery {
  return { service, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

/** Keeps one environment: the one asked for, else that of the newest release. */
export function chooseEnvironment(options: VerifyOptions, all: readonly SightingRow[]): Seen {
  const environment = options.environment ?? pickNewest(all)?.environment ?? '';
  const rows = all.filter((row) => row.environment === environment);
  const others = [...new Set(all.map((row) => row.environment))].filter((name) => name !== environment && name !== '');
  // A selector has no word for "none": it is what is none of the others.
  const without = others.length === 0 ? [] : [toCondition('environment', '!=', ...others)];
  const inEnvironment = environment === '' ? without : [toCondition('environment', '=', environment)];
  return { environment, inEnvironment, rows, all };
}

/** An arm that is named as its selector is written. */
export function toArm(selector: Selector, versions: readonly string[] = []): ChosenArm {
  return { selector, name: formatSelector(selector), versions };
}

/** An arm named `1.4.2-g3da7036 (canary)`, where what it matched is one release. */
export function toNamedArm(selector: Selector, rows: readonly SightingRow[]): ChosenArm {
  const versions = [...new Set(rows.map(({ version }) => version))];
  const rings = [...new Set(rows.map(({ ring }) => ring).filter((ring) => ring !== ''))];
  const [version = ''] = versions;
  if (versions.length !== 1 || version === '') return toArm(selector, versions);
  return { selector, name: rings.length === 0 ? version : `${version} (${rings.join(', ')})`, versions };
}

/** What a verdict is about where there is nothing to compare. */
export function toNothing(options: VerifyOptions, seen: Seen, finding: Reason, candidate?: ChosenArm): ChosenArms {
  const nobody: ChosenArm = { selector: [], name: 'nothing', versions: [] };
  const asked = (selector: Selector | undefined): ChosenArm => (selector === undefined ? nobody : toArm(selector));
  const { environment, inEnvironment } = seen;
  return {
    environment,
    inEnvironment,
    candidate: candidate ?? asked(options.candidate),
    baseline: asked(options.baseline),
    findings: [finding],
  };
}

/** Why a service, or a flag in it, was not seen at all. */
export function findUnseen({ service, environment, flag, from }: VerifyOptions, { all }: Seen): Reason {
  if (environment !== undefined && all.length > 0) {
    const names = [...new Set(all.map((row) => row.environment || '(none)'))].join(', ');
    return { code: 'no-data', text: `${service} was not seen in the environment ${environment}. Seen: ${names}.` };
  }
  const what = flag === undefined ? '' : ` with the flag ${flag}`;
  const since = from === undefined ? '' : ` since ${new Date(from).toISOString()}`;
  return { code: 'no-such-service', text: `No request of the service ${service}${what} was received${since}.` };
}

export function toPlace(environment: string): string {
  return environment === '' ? '' : ` in ${environment}`;
}

export function toCondition(name: Intrinsic, operator: Operator, ...values: readonly string[]): Condition {
  return { subject: { kind: 'intrinsic', name }, operator, values };
}
