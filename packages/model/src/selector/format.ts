import { cohortPrefix, flagPrefix } from '../attributes.ts';
import { toSubject } from './parse.ts';
import type { Condition, Selector, Subject } from './selector.ts';

/** The text of a selector; parsing it again gives an equal selector. */
export function formatSelector(selector: Selector): string {
  return selector.map(formatCondition).join(',');
}

function formatCondition({ subject, operator, values }: Condition): string {
  const name = quote(toName(subject));
  return operator === 'exists' ? name : name + operator + values.map(quote).join('|');
}

function toName(subject: Subject): string {
  const { name } = subject;
  if (subject.kind === 'intrinsic') return name;
  if (name.startsWith(flagPrefix)) return `flag.${name.slice(flagPrefix.length)}`;
  if (name.startsWith(cohortPrefix)) return `cohort.${name.slice(cohortPrefix.length)}`;
  const bare = toSubject(name);
  return bare.kind === 'attribute' && bare.name === name ? name : `.${name}`;
}

function quote(text: string): string {
  const plain = text !== '' && text === text.trim() && !/["\\,|=<>~]|[!^]$/.test(text);
  return plain ? text : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
