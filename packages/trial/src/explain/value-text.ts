import { formatSelector, toText } from '@seatrial/model';
import type { Condition, Selector, Subject } from '@seatrial/model';
import type { ContrastValue, Predicate } from '@seatrial/store';
import type { AttributeValue } from './explanation.ts';

export function toAttributeValue(predicate: Predicate): AttributeValue {
  const { place, name, value } = predicate;
  return { place, name: toWrittenName(predicate), value: toBounds(value), text: toSentence({ place, name, value }) };
}

/** A value without what else may stand beside it. */
function toBounds(value: ContrastValue): ContrastValue {
  return 'text' in value ? { text: value.text } : { above: value.above, below: value.below };
}

/** A name as a selector writes it, where one can. */
export function toWrittenName({ place, name }: Pick<Predicate, 'place' | 'name'>): string {
  return place === 'field' || place === 'attribute'
    ? formatSelector([{ subject: toSubject({ place, name }), operator: 'exists', values: [] }])
    : name;
}

function toSubject({ place, name }: Pick<Predicate, 'place' | 'name'>): Subject {
  return place === 'field' ? ({ kind: 'intrinsic', name } as Subject) : { kind: 'attribute', name };
}

const prefixes: Readonly<Record<Predicate['place'], string>> = {
  field: '',
  attribute: '',
  event: 'an event with ',
  trace: 'in its trace ',
};

function toSentence(predicate: Predicate): string {
  const { place, name, value } = predicate;
  const written = toWrittenName(predicate);
  if (place === 'event' && name === 'name' && 'text' in value)
    return value.text === null ? 'no event' : `an event ${value.text}`;
  const prefix = prefixes[place];
  if (!('text' in value)) return `${prefix}${toRange(written, value.above, value.below)}`;
  if (value.text !== null) return `${prefix}${written}=${toWord(value.text)}`;
  return place === 'trace' ? `in its trace no ${written}` : `no ${written}`;
}

function toRange(name: string, above: number | null, below: number | null): string {
  if (above === null) return `${name} < ${toText(below)}`;
  return below === null ? `${name} > ${toText(above)}` : `${toText(above)} < ${name} < ${toText(below)}`;
}

/** A long text with its end cut off, on one line. */
function toWord(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  if (line === '') return '""';
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

/** What selects the rows with these values; null where no selector can. */
export function toSelector(predicates: readonly Predicate[]): string | null {
  const conditions: Condition[] = [];
  for (const { place, name, value } of predicates) {
    if (place === 'event' || place === 'trace') return null;
    const subject = toSubject({ place, name });
    if ('text' in value) {
      // Selectors have no word for "without".
      if (value.text === null) return null;
      const operator = isList(name) ? '~' : '=';
      conditions.push({ subject, operator, values: [value.text] });
    } else {
      if (value.above !== null) conditions.push({ subject, operator: '>', values: [toText(value.above)] });
      if (value.below !== null) conditions.push({ subject, operator: '<', values: [toText(value.below)] });
    }
  }
  return formatSelector(conditions satisfies Selector);
}

/** The functions that a request touched are a list, of which each is a value. */
function isList(name: string): boolean {
  return name === 'seatrial.functions.touched';
}
