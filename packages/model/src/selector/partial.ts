import { SeatrialError } from '../error.ts';
import { operators } from './selector.ts';
import { toTokens } from './tokens.ts';

/** What is being written at the end of a selector: a name, or a value of one. */
export interface PartialSelector {
  /** The text before it, which stays. */
  readonly head: string;
  /** The name whose value is being written; absent while it is a name. */
  readonly name?: string;
  /** What is there of it. */
  readonly prefix: string;
}

/** Where a selector that is being written is to be completed; `undefined` where nothing can be, as inside of quotes. */
export function toPartialSelector(text: string): PartialSelector | undefined {
  let tokens;
  try {
    tokens = toTokens(text);
  } catch (error) {
    if (error instanceof SeatrialError) return undefined;
    throw error;
  }
  const last = tokens.at(-1);
  const open = last?.kind === 'word' ? last : undefined;
  if (open?.quoted === true) return undefined;
  const before = open === undefined ? tokens : tokens.slice(0, -1);
  const head = open === undefined ? text : text.slice(0, open.at);
  const prefix = open?.text ?? '';
  const start = before.findLastIndex((token) => token.kind === 'sign' && token.text === ',') + 1;
  const [name, sign] = before.slice(start);
  if (name === undefined) return { head, prefix };
  const isOperator = sign?.kind === 'sign' && (operators as readonly string[]).includes(sign.text);
  return name.kind === 'word' && isOperator ? { head, name: name.text, prefix } : undefined;
}
