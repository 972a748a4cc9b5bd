import type { Verdict } from '@seatrial/trial';

/** The verdict as a title that somebody would say, and what is behind it. */
export interface Sentence {
  readonly title: string;
  readonly detail: string;
}

/** From the first reason: up to its colon, or its first stop, it says what, behind it how much. */
export function toSentence({ reasons, candidate }: Pick<Verdict, 'reasons' | 'candidate'>): Sentence {
  const [first, ...rest] = reasons.map(({ text }) => text);
  if (first === undefined) return { title: 'Nothing to say yet', detail: '' };
  const cut = /^(.{4,70}?): (.*)$/s.exec(first) ?? /^(.{4,160}?)[.;] (.*)$/s.exec(first);
  const head = cut?.[1] ?? first.replace(/\.$/, '');
  const tail = cut?.[2] ?? '';
  return {
    title: toTitle(head, candidate.name),
    detail: [toSentenceCase(tail), ...rest].filter((text) => text !== '').join(' '),
  };
}

/** The trial's sentences leave the candidate out where it is the subject. */
function toTitle(head: string, name: string): string {
  if (/^Fails\b/.test(head)) return `${name} f${head.slice(1)}`;
  return head === 'Slower' ? `${name} is slower` : head;
}

function toSentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
