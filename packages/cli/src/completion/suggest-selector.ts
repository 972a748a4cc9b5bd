import { formatSelector, intrinsics, toPartialSelector, toSubject } from '@seatrial/model';
import type { Subject } from '@seatrial/model';
import type { StoreReader } from '@seatrial/store';
import type { Suggestion } from './suggestion.ts';

type Known = Pick<StoreReader, 'attributeNames' | 'knownValues'>;

const most = 200;

/** A selector that is being written, with the name or value at its end whole. */
export async function suggestSelector(text: string, reader: Known): Promise<readonly Suggestion[]> {
  const partial = toPartialSelector(text);
  if (partial === undefined) return [];
  const { head, name, prefix } = partial;
  if (name === undefined)
    return (await suggestNames(prefix, reader)).map((each) => ({
      ...each,
      word: `${head}${each.word}=`,
      finished: false,
    }));
  const values = await reader.knownValues({ name, prefix, limit: most });
  return values
    .filter((value) => isPlain(name, value))
    .map((value) => ({ word: head + value, description: '', finished: true }));
}

/** Names as a selector writes them. */
export async function suggestNames(prefix: string, reader: Known): Promise<readonly Suggestion[]> {
  const attributes = (await reader.attributeNames()).map((name) => toWritten({ kind: 'attribute', name }));
  const names = [
    ...intrinsics.map(({ name, meaning }) => ({ word: name as string, description: meaning })),
    ...attributes.map((word) => ({ word, description: '' })),
  ];
  return names.filter(({ word }) => word.startsWith(prefix)).map((each) => ({ ...each, finished: true }));
}

function toWritten(subject: Subject): string {
  return formatSelector([{ subject, operator: 'exists', values: [] }]);
}

/** False for a value that a selector has in quotes: those and a shell's are too many to write without looking. */
function isPlain(name: string, value: string): boolean {
  return formatSelector([{ subject: toSubject(name), operator: '=', values: [value] }]).endsWith(`=${value}`);
}
