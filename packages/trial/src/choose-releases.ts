import { formatSelector, SeatrialError } from '@seatrial/model';
import type { Selector } from '@seatrial/model';
import type { EvidenceReader, SightingRow } from '@seatrial/store';
import {
  chooseEnvironment,
  findUnseen,
  toArm,
  toCondition,
  toNamedArm,
  toNothing,
  toPlace,
  toSightingQuery,
} from './arms.ts';
import type { ChosenArm, ChosenArms, Seen } from './arms.ts';
import type { VerifyOptions } from './options.ts';
import {
  filterSightings,
  formatSightings,
  isAboutReleases,
  isSameSighting,
  pickBaseline,
  pickNewest,
} from './sightings.ts';

/** How long before the candidate a release must have served to be its baseline, whatever came later. */
const hourMs = 3_600_000;

/** Two releases, rings or cohorts, from what is asked for and what was seen. */
export async function chooseReleases(reader: EvidenceReader, options: VerifyOptions): Promise<ChosenArms> {
  const seen = chooseEnvironment(options, await reader.sightings(toSightingQuery(options)));
  const { rows, environment, inEnvironment } = seen;
  if (rows.length === 0) return toNothing(options, seen, findUnseen(options, seen));
  const asked = options.candidate;
  if (asked !== undefined && !isAboutReleases(asked)) {
    const baseline = toArm(options.baseline ?? toOthers(asked));
    return { environment, inEnvironment, candidate: toArm(asked), baseline, findings: [] };
  }
  const matching = asked === undefined ? rows.filter((row) => row.requests > row.shadow) : filterSightings(rows, asked);
  const release = pickNewest(matching);
  if (release === undefined) {
    const text = `Nothing of ${options.service} matches ${formatSelector(asked ?? [])}${toPlace(environment)}. Seen: ${formatSightings(rows)}.`;
    return toNothing(options, seen, { code: 'no-candidate', text });
  }
  const own = matching.filter((row) => isSameSighting(row, release));
  const candidate = toNamedArm([...(asked ?? []), ...toRelease(release, asked)], own);
  const baseline =
    options.baseline === undefined
      ? await chooseBaseline(reader, { options, seen, release })
      : toAsked(options.baseline, rows);
  if (baseline !== undefined) return { environment, inEnvironment, candidate, baseline, findings: [] };
  const text = `Only one release of ${options.service} was seen${toPlace(environment)}, ${release.version || 'without a version'}, so that there is nothing to compare it with. A baseline is the release that served before it, or beside it.`;
  return toNothing(options, seen, { code: 'one-release', text }, candidate);
}

/** What the release adds to a selector: `ring=canary` has had many, and the comparison is of the one that is in it now. */
function toRelease({ version, buildId }: SightingRow, asked: Selector = []): Selector {
  const names = new Set(asked.map(({ subject }) => subject.name));
  return [
    ...(version === '' || names.has('version') ? [] : [toCondition('version', '=', version)]),
    ...(buildId === '' || names.has('build') ? [] : [toCondition('build', '=', buildId)]),
  ];
}

function toAsked(selector: Selector, rows: readonly SightingRow[]): ChosenArm {
  return isAboutReleases(selector) ? toNamedArm(selector, filterSightings(rows, selector)) : toArm(selector);
}

interface Question {
  readonly options: VerifyOptions;
  readonly seen: Seen;
  readonly release: SightingRow;
}

/**
 * The release that served in the hour before the candidate's first request; where none did, by all that was seen. So a
 * baseline stays the same at every look. Where the candidate is in a ring and there is no other release, its other rings.
 */
async function chooseBaseline(
  reader: EvidenceReader,
  { options, seen, release }: Question,
): Promise<ChosenArm | undefined> {
  const others = seen.rows.filter((row) => !isSameSighting(row, release) && row.requests > row.shadow);
  const before = others.some((row) => row.first < release.first)
    ? await reader.sightings({ service: options.service, from: Math.max(0, release.first - hourMs), to: release.first })
    : [];
  const here = before.filter((row) => row.environment === seen.environment && row.requests > row.shadow);
  const baseline = pickBaseline(release, here) ?? pickBaseline(release, others);
  if (baseline !== undefined)
    return toNamedArm(
      toRelease(baseline),
      others.filter((row) => isSameSighting(row, baseline)),
    );
  const rings = (options.candidate ?? []).flatMap(({ subject, values }) => (subject.name === 'ring' ? values : []));
  const elsewhere = seen.rows.filter((row) => !rings.includes(row.ring) && row.requests > row.shadow);
  if (rings.length === 0 || elsewhere.length === 0) return undefined;
  const selector = [toCondition('ring', '=', ...new Set(elsewhere.map(({ ring }) => ring))), ...toRelease(release)];
  return toNamedArm(selector, elsewhere);
}

/** Everybody else, where the candidate is one condition: a cohort, an attribute. */
function toOthers(asked: Selector): Selector {
  const [condition] = asked;
  if (asked.length === 1 && condition?.operator === '=') return [{ ...condition, operator: '!=' }];
  throw new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    `What ${formatSelector(asked)} is to be compared with is not plain. Name it: --baseline SELECTOR.`,
  );
}
