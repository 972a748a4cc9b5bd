import { cohortPrefix, flagPrefix, intrinsics, SeatrialError, suggestName } from '@seatrial/model';
import type { Selector } from '@seatrial/model';
import type { Store } from './store.ts';

/** What knows which names and values there are. */
type NameReader = Pick<Store, 'attributeNames' | 'attributeValues'>;

/**
 * Refuses names that no span ever had: a misspelt name would otherwise look like "nothing happened".
 * @throws SeatrialError `SEATRIAL_UNKNOWN_NAME`, with the name that was likely meant.
 */
export async function checkNames(selector: Selector, reader: NameReader): Promise<void> {
  const asked = selector.flatMap(({ subject }) => (subject.kind === 'attribute' ? [subject.name] : []));
  if (asked.length === 0) return;
  const names = await reader.attributeNames();
  if (names.length === 0) return;
  for (const name of asked) {
    if (names.includes(name)) continue;
    const written = toWritten(name);
    const known = [...intrinsics.map((row) => row.name), ...names.map(toWritten)];
    const suggestion = suggestName(written, known);
    const hint =
      suggestion === undefined
        ? 'See "seatrial tail --expand" for the names that there are.'
        : `Did you mean ${suggestion}?`;
    throw new SeatrialError('SEATRIAL_UNKNOWN_NAME', `No span has ${JSON.stringify(written)}. ${hint}`);
  }
}

/** Where nothing was found: values that were never seen, with the nearest one; a sentence each. */
export async function explainNothing(selector: Selector, reader: NameReader): Promise<readonly string[]> {
  const sentences: string[] = [];
  for (const { subject, operator, values } of selector) {
    if (operator !== '=' || subject.name === 'duration' || subject.name === 'trace' || subject.name === 'span')
      continue;
    const name = subject.kind === 'intrinsic' ? subject.name : `.${subject.name}`;
    const seen = (await reader.attributeValues(name, 1000)).map((row) => row.value);
    for (const value of values) {
      if (seen.some((known) => known.startsWith(value))) continue;
      const near = suggestName(value, seen) ?? (seen.length <= 5 ? seen.join(', ') : undefined);
      const written = subject.kind === 'intrinsic' ? subject.name : toWritten(subject.name);
      sentences.push(`No span has ${written}=${value}.${near ? ` Seen: ${near}.` : ''}`);
    }
  }
  return sentences;
}

function toWritten(name: string): string {
  if (name.startsWith(flagPrefix)) return `flag.${name.slice(flagPrefix.length)}`;
  return name.startsWith(cohortPrefix) ? `cohort.${name.slice(cohortPrefix.length)}` : name;
}
