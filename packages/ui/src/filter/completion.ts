import { formatSelector, intrinsics, toSubject } from '@seatrial/model';

/** What is being written at the end of a selector. */
export interface Unfinished {
  /** What stands before it and stays. */
  readonly before: string;
  readonly kind: 'name' | 'value';
  /** Of the condition, where a value is being written. */
  readonly name: string;
  /** What was written of it so far, without quotes. */
  readonly prefix: string;
}

/** The last condition of a text that may not be whole; commas and signs in quotes are text. */
export function findUnfinished(text: string): Unfinished {
  const plain = text.replaceAll(/"(?:\\.|[^"\\])*("|$)/g, (quoted) => quoted.replaceAll(/[,=<>~|!^]/g, '_'));
  const begin = plain.lastIndexOf(',') + 1;
  const condition = plain.slice(begin);
  const sign = /[!^]?=|[<>~]/.exec(condition);
  const written = (from: number): string => text.slice(from).trimStart();
  if (sign === null) {
    const prefix = written(begin);
    return { before: text.slice(0, text.length - prefix.length), kind: 'name', name: '', prefix: unquote(prefix) };
  }
  const values = begin + sign.index + sign[0].length;
  const from = Math.max(values, plain.lastIndexOf('|') + 1);
  const prefix = written(from);
  return {
    before: text.slice(0, text.length - prefix.length),
    kind: 'value',
    name: unquote(text.slice(begin, begin + sign.index).trim()),
    prefix: unquote(prefix),
  };
}

/** A way in which a selector may go on. */
export interface Suggestion {
  /** The whole text with it. */
  readonly text: string;
  /** What is shown. */
  readonly shown: string;
  readonly meaning: string;
}

const mostSuggestions = 50;

/** What only spans have. */
const spansOnly: ReadonlySet<string> = new Set(['route', 'kind', 'status', 'duration']);
const ofLogs: readonly { readonly name: string; readonly meaning: string }[] = [
  { name: 'severity', meaning: 'as it was sent: ERROR, WARN, INFO' },
  { name: 'body', meaning: 'what was logged' },
  ...intrinsics.filter(({ name }) => !spansOnly.has(name)),
];

/** Names that hold what was written, those that begin with it first; the fields of every span before attributes. */
export function suggestNames(
  { before, prefix }: Unfinished,
  attributes: readonly string[],
  of: 'spans' | 'logs' = 'spans',
): readonly Suggestion[] {
  const wanted = prefix.toLowerCase();
  const names: readonly { readonly name: string; readonly meaning: string }[] = [
    ...(of === 'logs' ? ofLogs : intrinsics),
    ...attributes.map((name) => ({ name: toSelectorName(name), meaning: '' })),
  ];
  const begins = names.filter(({ name }) => name.toLowerCase().startsWith(wanted));
  const holds = names.filter(({ name }) => {
    const lower = name.toLowerCase();
    return lower.includes(wanted) && !lower.startsWith(wanted);
  });
  return [...begins, ...holds].slice(0, mostSuggestions).map(({ name, meaning }) => ({
    text: `${before}${name}=`,
    shown: name,
    meaning,
  }));
}

/** Known values of a name, quoted where they have to be. */
export function suggestValues({ before }: Unfinished, values: readonly string[]): readonly Suggestion[] {
  return values
    .slice(0, mostSuggestions)
    .map((value) => ({ text: `${before}${toSelectorValue(value)}`, shown: value, meaning: '' }));
}

/** As a selector writes the name of an attribute: `flag.new-tax` for `feature_flags.new-tax`. */
export function toSelectorName(attribute: string): string {
  return formatSelector([{ subject: { kind: 'attribute', name: attribute }, operator: 'exists', values: [] }]);
}

/** A condition on what a cell shows. */
export function toConditionText(name: string, value: string, operator: '=' | '!=' = '='): string {
  return formatSelector([{ subject: toSubject(name), operator, values: [value] }]);
}

function toSelectorValue(value: string): string {
  return formatSelector([{ subject: toSubject('name'), operator: '=', values: [value] }]).slice('name='.length);
}

function unquote(text: string): string {
  return text.startsWith('"') ? text.replace(/^"|"$/g, '').replaceAll(/\\(.)/g, '$1') : text;
}
