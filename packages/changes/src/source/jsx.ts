import { toNode, toNodes, toText } from './node.ts';
import type { AstNode } from './node.ts';

/**
 * The children of an element as they reach the program: text without the white space that JSX drops, and strings in
 * braces as the text that they are. Formatters move words between lines and `{" "}` in and out.
 */
export function toJsxChildren(element: AstNode): readonly (AstNode | string)[] {
  const children: (AstNode | string)[] = [];
  for (const child of toNodes(element, 'children')) {
    const text = toStaticText(child);
    const last = children.at(-1);
    if (text === '') continue;
    if (text === undefined) children.push(child);
    else if (typeof last === 'string') children[children.length - 1] = last + text;
    else children.push(text);
  }
  return children;
}

/** The text that a child is; empty for comments and white space; `undefined` for anything else. */
function toStaticText(child: AstNode): string | undefined {
  if (child.type === 'JSXText') return collapse(toText(child, 'value'));
  if (child.type !== 'JSXExpressionContainer') return undefined;
  const expression = toNode(child, 'expression');
  if (expression?.type === 'JSXEmptyExpression') return '';
  return expression?.type === 'Literal' && typeof expression['value'] === 'string' ? expression['value'] : undefined;
}

/** Lines are trimmed where they meet a line break, empty ones dropped, the rest joined by one space (as React and TypeScript do). */
function collapse(text: string): string {
  const lines = text.split(/\r\n|\n|\r/);
  const kept = lines.map((line, index) => {
    const left = index === 0 ? line : line.replace(/^[ \t]+/, '');
    return index === lines.length - 1 ? left : left.replace(/[ \t]+$/, '');
  });
  return kept.filter((line) => line !== '').join(' ');
}
