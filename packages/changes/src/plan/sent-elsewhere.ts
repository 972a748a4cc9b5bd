import { toChain } from '../source/naming.ts';
import { isFunction, toNode, toNodes, toText, unwrap } from '../source/node.ts';
import type { AstNode } from '../source/node.ts';

/**
 * Methods that read the text of a function which is passed to them and run it in another place, where the names that a
 * probe uses are unknown: Playwright, Puppeteer, Selenium, WebdriverIO, workerpool. Where a word is common, what it is
 * called on has to fit, too.
 */
const senders: ReadonlyMap<string, RegExp | undefined> = new Map([
  ['$eval', undefined],
  ['$$eval', undefined],
  ['addInitScript', undefined],
  ['evaluate', undefined],
  ['evaluateAll', undefined],
  ['evaluateHandle', undefined],
  ['evaluateOnNewDocument', undefined],
  ['exec', /pool/i],
  ['execute', /^(?:browser|driver)$/],
  ['executeAsync', /^(?:browser|driver)$/],
  ['executeAsyncScript', undefined],
  ['executeScript', undefined],
  ['waitForFunction', undefined],
]);

/** What of an expression is a function whose text goes elsewhere: written in place, or by name. */
export interface SentFunctions {
  readonly to: string;
  readonly written: readonly AstNode[];
  readonly named: readonly string[];
}

/** The functions whose text a node reads: arguments of known methods, `String(f)`, `f.toString()`, `` `(${f})()` ``. */
export function toSentFunctions(node: AstNode): SentFunctions | undefined {
  if (node.type === 'TemplateLiteral') return toWrapped(node);
  if (node.type !== 'CallExpression') return undefined;
  const callee = unwrap(toNode(node, 'callee') ?? node);
  const values = toNodes(node, 'arguments').map(unwrap);
  if (callee.type === 'Identifier') return toText(callee, 'name') === 'String' ? toSent('String()', values) : undefined;
  if (callee.type !== 'MemberExpression' || callee['computed'] === true) return undefined;
  const method = toText(toNode(callee, 'property') ?? callee, 'name');
  const object = unwrap(toNode(callee, 'object') ?? callee);
  if (method === 'toString') return toSent('toString()', [object]);
  if (!senders.has(method)) return undefined;
  const owner = (toChain(object) ?? '').split('.').at(-1) ?? '';
  return senders.get(method)?.test(owner) === false ? undefined : toSent(`${method}()`, values);
}

/** `(${f})` in a template is how the text of a function becomes one that is called. */
function toWrapped(template: AstNode): SentFunctions | undefined {
  const texts = toNodes(template, 'quasis').map(({ value }) => (value as { readonly raw: string }).raw);
  const inside = toNodes(template, 'expressions').filter(
    (_, index) => texts[index]?.endsWith('(') === true && texts[index + 1]?.startsWith(')') === true,
  );
  return toSent('a template', inside.map(unwrap));
}

function toSent(to: string, values: readonly AstNode[]): SentFunctions | undefined {
  const written = values.filter(isFunction);
  const named = values.filter(({ type }) => type === 'Identifier').map((value) => toText(value, 'name'));
  return written.length + named.length === 0 ? undefined : { to, written, named };
}
