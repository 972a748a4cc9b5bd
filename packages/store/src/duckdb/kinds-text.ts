import type { AttributeValue } from '@seatrial/model';
import type { AttributeName } from './attribute-names.ts';
import { toKindEntry } from './attribute-text.ts';

/** Nodes that are remembered; beyond it texts are made anew, which costs a little and harms nothing. */
const mostNodes = 20_000;

interface Node {
  readonly text: string;
  readonly next: Map<AttributeName, Map<string, Node>>;
}

/** The texts of `kinds`, of which there are few: each is made once, entry by entry, and found again by its entries. */
export class KindTexts {
  #nodes = 0;
  readonly start: Node = { text: '', next: new Map() };

  /** The text of `node` with one more entry; the same where the value is text. */
  add(node: Node, name: AttributeName, value: AttributeValue): Node {
    const entry = kindOf(value);
    const known = node.next.get(name)?.get(entry);
    if (known !== undefined) return known;
    const made: Node = { text: node.text + toKindEntry(name.name, value), next: new Map() };
    if (this.#nodes >= mostNodes) return made;
    this.#nodes += 1;
    const entries = node.next.get(name) ?? new Map<string, Node>();
    entries.set(entry, made);
    node.next.set(name, entries);
    return made;
  }
}

/** Tells values apart at least as finely as `toKindEntry` does. */
function kindOf(value: AttributeValue): string {
  if (typeof value === 'number') return Number.isFinite(value) ? 'number' : 'not finite';
  if (value === null) return 'null';
  return value instanceof Uint8Array ? 'bytes' : typeof value;
}
