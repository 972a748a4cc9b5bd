import { parseSelector, SeatrialError } from '@seatrial/model';
import type { EvidenceReader } from '@seatrial/store';
import { chooseEnvironment, findUnseen, toArm, toNothing, toPlace, toSightingQuery } from './arms.ts';
import type { ChosenArm, ChosenArms } from './arms.ts';
import type { VerifyOptions } from './options.ts';

/** Variants that mean "as before", the likeliest first; else the most frequent does. */
const controls = ['off', 'false', 'control', 'disabled', 'default', 'a', '0'];
/** What a span says that saw two variants. */
const mixed = 'mixed';

/** Two variants of a flag, in the same minutes and releases. */
export async function chooseVariants(reader: EvidenceReader, options: VerifyOptions): Promise<ChosenArms> {
  const { flag = '', service } = options;
  const seen = chooseEnvironment(options, await reader.sightings({ ...toSightingQuery(options), by: `flag.${flag}` }));
  const { environment, inEnvironment, rows } = seen;
  if (rows.length === 0) return toNothing(options, seen, findUnseen(options, seen));
  const counts = new Map<string, number>();
  for (const { value, requests } of rows)
    if (value !== '' && value !== mixed) counts.set(value, (counts.get(value) ?? 0) + requests);
  const variants = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([value]) => value);
  const [given, against] = [options.candidate, options.baseline];
  if (given !== undefined && against !== undefined)
    return { environment, inEnvironment, candidate: toArm(given), baseline: toArm(against), findings: [] };
  if (variants.length < 2) {
    const [only] = variants;
    const what =
      only === undefined ? `No request of ${service} has` : `Only the variant ${only} was seen in ${service} of`;
    const text = `${what} the flag ${flag}${toPlace(environment)}, so that there is nothing to compare.`;
    return toNothing(options, seen, { code: only === undefined ? 'no-candidate' : 'no-baseline', text });
  }
  const control = controls.find((value) => variants.includes(value)) ?? variants[0] ?? '';
  const treatments = variants.filter((value) => value !== control);
  if (treatments.length > 1 && given === undefined)
    throw new SeatrialError(
      'SEATRIAL_BAD_ARGUMENT',
      `The flag ${flag} has the variants ${variants.join(', ')}. Say which is judged: --candidate flag.${flag}=${treatments[0]}`,
    );
  const candidate = given === undefined ? toVariant(flag, treatments[0] ?? '') : toArm(given);
  const baseline = against === undefined ? toVariant(flag, control) : toArm(against);
  return { environment, inEnvironment, candidate, baseline, findings: [] };
}

function toVariant(flag: string, value: string): ChosenArm {
  const [condition] = parseSelector(`flag.${flag}`);
  if (condition === undefined)
    throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', `${JSON.stringify(flag)} is no flag's key.`);
  return toArm([{ ...condition, operator: '=', values: [value] }]);
}
