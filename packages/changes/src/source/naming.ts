import { isFunction, toNode, toNodes, toText, unwrap } from './node.ts';
import type { AstNode } from './node.ts';

/** Where a node stands, as far as names of functions in it depend on that. */
export interface Place {
  /** What comes before a name that is declared here: `outer/`, `Class.`. */
  readonly scope: string;
  /** What a function standing here is called. */
  readonly hint?: string;
  /** True where the hint is only a place (an argument, a return), so that a function's own name is better. */
  readonly weak?: boolean;
  /** The binding of the module that leads to here, as `export` would name it; absent inside functions. */
  readonly root?: string;
}

/** Characters of a name that are taken from an expression. */
const mostCharacters = 60;

/** The written form of a name or chain of properties (`this.app.get`, `fetch().then`); `undefined` for any other expression. */
export function toChain(given: AstNode): string | undefined {
  const node = unwrap(given);
  switch (node.type) {
    case 'Identifier':
      return toText(node, 'name');
    case 'ThisExpression':
      return 'this';
    case 'Super':
      return 'super';
    case 'ChainExpression':
      return toChain(toNode(node, 'expression') ?? node);
    case 'CallExpression': {
      const callee = toChain(toNode(node, 'callee') ?? node);
      return callee === undefined ? undefined : `${callee}()`;
    }
    case 'MemberExpression': {
      const object = toChain(toNode(node, 'object') ?? node) ?? '';
      const key = toKey(node, 'property');
      const text = node['computed'] === true ? `${object}${key}` : `${object}.${key}`;
      return text.length > mostCharacters ? `.${key}` : text;
    }
    default:
      return undefined;
  }
}

/** The name of a property or class member: `name`, `#secret`, `[Symbol.iterator]`, `[]` where it is worked out at run time. */
export function toKey(owner: AstNode, slot: 'key' | 'property' = 'key'): string {
  const key = toNode(owner, slot);
  if (key === undefined) return '[]';
  if (owner['computed'] === true)
    return `[${key.type === 'Literal' ? JSON.stringify(key['value']) : (toChain(key) ?? '')}]`;
  if (key.type === 'PrivateIdentifier') return `#${toText(key, 'name')}`;
  return key.type === 'Literal' ? String(key['value']) : toText(key, 'name');
}

/** The name of what is called, for functions that are passed to it: `app.get("/users")`, `x>memo` where the result is called x. */
export function toCallPlace(call: AstNode, place: Place): Place {
  const slot = call.type === 'TaggedTemplateExpression' ? 'tag' : 'callee';
  const target = unwrap(toNode(call, slot) ?? call);
  const first = toNodes(call, 'arguments')[0];
  const subject = first === undefined ? undefined : toStaticString(first);
  const inner = subject === undefined ? '' : JSON.stringify(subject.slice(0, mostCharacters));
  const { hint, weak, ...rest } = place;
  if (hint !== undefined && weak !== true) {
    const callee = toChain(target)?.split('.').at(-1)?.replace('()', '') ?? '';
    return { ...rest, hint: `${hint}>${callee}${inner === '' ? '' : `(${inner})`}`, weak: true };
  }
  const callee = toChain(target) ?? (isFunction(target) ? '<iife>' : '<call>');
  const made = call.type === 'NewExpression' ? 'new ' : '';
  return { ...rest, hint: `${place.scope}${made}${callee}(${inner})`, weak: true };
}

/** The name of a function that is called where it stands. */
export function toIifePlace(place: Place): Place {
  const { hint, weak, ...rest } = place;
  const bound = hint !== undefined && weak !== true;
  return { ...rest, hint: bound ? `${hint}><iife>` : `${place.scope}<iife>`, weak: true };
}

function toStaticString(given: AstNode): string | undefined {
  const node = unwrap(given);
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : undefined;
  if (node.type !== 'TemplateLiteral' || toNodes(node, 'expressions').length > 0) return undefined;
  const value = toNodes(node, 'quasis')[0]?.['value'];
  return typeof value === 'object' && value !== null && 'cooked' in value ? String(value.cooked) : undefined;
}

/** The first name of a chain: what has to be exported for the rest to be reachable. */
export function toRoot(chain: string): string {
  return /^[^.[(]+/.exec(chain)?.[0] ?? chain;
}

/** The name of an element as it is written: `Button`, `Menu.Item`, `svg:path`; empty for a fragment. */
export function toElementName(node: AstNode | undefined): string {
  if (node === undefined) return '';
  if (node.type === 'JSXIdentifier') return toText(node, 'name');
  const [left, right] = node.type === 'JSXMemberExpression' ? ['object', 'property'] : ['namespace', 'name'];
  const join = node.type === 'JSXMemberExpression' ? '.' : ':';
  return `${toElementName(toNode(node, left ?? ''))}${join}${toElementName(toNode(node, right ?? ''))}`;
}
