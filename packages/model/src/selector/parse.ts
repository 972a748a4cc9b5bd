import { cohortPrefix, flagPrefix } from '../attributes.ts';
import { SeatrialError } from '../error.ts';
import { numberPattern } from './match.ts';
import { intrinsics, operators } from './selector.ts';
import type { Condition, Intrinsic, Operator, Selector, Subject } from './selector.ts';
import { toTokens } from './tokens.ts';
import type { Token } from './tokens.ts';

const intrinsicNames: ReadonlySet<string> = new Set(intrinsics.map((row) => row.name));

/**
 * Reads a selector: `release=1.4.2,ring=canary,http.response.status_code>499`.
 * Conditions are joined by commas; `a|b` is either value; a bare name asks whether it is there; quotes go around a name
 * or value that holds one of the signs. `flag.<key>` and `cohort.<name>` are the attributes of that flag and cohort; a
 * leading dot (`.status=paid`) names an attribute even where an intrinsic has that name.
 * @throws SeatrialError `SEATRIAL_BAD_SELECTOR`, saying where and what is wrong.
 */
export function parseSelector(text: string): Selector {
  if (text.trim() === '') return [];
  const groups = splitAt(toTokens(text), ',');
  return groups.map((tokens) => toCondition(tokens, text));
}

/** What a name in a selector looks at. */
export function toSubject(name: string): Subject {
  if (isIntrinsic(name)) return { kind: 'intrinsic', name };
  if (name.startsWith('.')) return { kind: 'attribute', name: name.slice(1) };
  if (name.startsWith('flag.')) return { kind: 'attribute', name: flagPrefix + name.slice('flag.'.length) };
  if (name.startsWith('cohort.')) return { kind: 'attribute', name: cohortPrefix + name.slice('cohort.'.length) };
  return { kind: 'attribute', name };
}

function isIntrinsic(name: string): name is Intrinsic {
  return intrinsicNames.has(name);
}

function toCondition(tokens: readonly Token[], text: string): Condition {
  const [name, sign, ...rest] = tokens;
  if (name === undefined) throw bad(text, 'there is nothing between two commas, or at an end', 'Remove the comma');
  if (name.kind === 'sign')
    throw bad(text, `"${name.text}" at character ${name.at + 1} has no name before it`, 'Write NAME=VALUE');
  if (name.text === '' || name.text === '.')
    throw bad(text, `the name at character ${name.at + 1} is empty`, 'Write NAME=VALUE');
  const subject = toSubject(name.text);
  if (sign === undefined) return { subject, operator: 'exists', values: [] };
  if (!isOperator(sign)) {
    const hint = sign.kind === 'word' ? 'Put quotes around the whole name' : 'Write NAME=VALUE|VALUE';
    throw bad(text, `after ${JSON.stringify(name.text)} comes ${JSON.stringify(sign.text)}, not an operator`, hint);
  }
  const operator = sign.text as Operator;
  const values = splitAt(rest, '|').map((group) => toValue(group, text));
  if (values.length > 1 && (operator === '<' || operator === '>'))
    throw bad(text, `"${operator}" takes one value, not ${values.length}`, 'Write two conditions, or choose one bound');
  checkDuration(subject, operator, values, text);
  return { subject, operator, values };
}

/** A duration is a number, and its digits as a text would differ from engine to engine. */
function checkDuration(subject: Subject, operator: Operator, values: readonly string[], text: string): void {
  if (subject.kind !== 'intrinsic' || subject.name !== 'duration') return;
  if (operator === '~' || operator === '^=') throw bad(text, `duration does not take "${operator}"`, 'Use = != < or >');
  const odd = values.find((value) => !numberPattern.test(value));
  if (odd !== undefined)
    throw bad(text, `duration is in milliseconds, and ${JSON.stringify(odd)} is no number`, 'Write duration>500');
}

function isOperator(token: Token): boolean {
  return token.kind === 'sign' && (operators as readonly string[]).includes(token.text);
}

function toValue(tokens: readonly Token[], text: string): string {
  const [first, second] = tokens;
  if (first === undefined) throw bad(text, 'a value is missing', 'Write NAME=VALUE, or NAME="" for the empty text');
  if (first.kind === 'sign' || second !== undefined) {
    const odd = first.kind === 'sign' ? first : second;
    throw bad(
      text,
      `${JSON.stringify(odd?.text)} at character ${(odd?.at ?? 0) + 1} stands inside a value`,
      'Put quotes around the value',
    );
  }
  return first.text;
}

function splitAt(tokens: readonly Token[], sign: string): readonly (readonly Token[])[] {
  const groups: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'sign' && token.text === sign) groups.push([]);
    else groups.at(-1)?.push(token);
  }
  return groups;
}

function bad(text: string, what: string, hint: string): SeatrialError {
  return new SeatrialError(
    'SEATRIAL_BAD_SELECTOR',
    `Cannot read the selector ${JSON.stringify(text)}: ${what}. ${hint}. Example: release=1.4.2,ring=canary,duration>500`,
  );
}
