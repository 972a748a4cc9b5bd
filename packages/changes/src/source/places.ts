import { isFunction, toNode, toText, unwrap } from './node.ts';
import type { AstNode } from './node.ts';
import { toCallPlace, toChain, toElementName, toIifePlace, toKey, toRoot } from './naming.ts';
import type { Place } from './naming.ts';

/** The place of a child: what a function there would be called. `owner` is the name of the function around it. */
export function toChildPlace(node: AstNode, key: string, place: Place, owner: string): Place {
  const plain: Place = { scope: place.scope, ...(place.root === undefined ? {} : { root: place.root }) };
  const hinted = (hint: string, weak = false, root = place.root): Place => ({
    scope: place.scope,
    hint,
    ...(weak ? { weak } : {}),
    ...(root === undefined ? {} : { root }),
  });
  switch (node.type) {
    case 'VariableDeclarator': {
      const id = toNode(node, 'id');
      if (key !== 'init' || id?.type !== 'Identifier') return plain;
      return hinted(place.scope + toText(id, 'name'), false, place.root ?? toText(id, 'name'));
    }
    case 'AssignmentExpression': {
      const chain = toChain(toNode(node, 'left') ?? node);
      return key === 'right' && chain !== undefined
        ? hinted(place.scope + chain, false, place.root ?? toRoot(chain))
        : plain;
    }
    case 'AssignmentPattern': {
      const left = toNode(node, 'left');
      return key === 'right' && left?.type === 'Identifier' ? hinted(place.scope + toText(left, 'name'), true) : plain;
    }
    case 'ExportDefaultDeclaration':
      return hinted(`${place.scope}default`, false, 'default');
    case 'ReturnStatement':
      return hinted(`${owner}>return`, true);
    case 'Property':
      return key === 'value'
        ? hinted(`${place.hint === undefined ? place.scope : `${place.hint}.`}${toMember(node)}`)
        : plain;
    case 'ArrayExpression':
      return place.hint === undefined ? plain : hinted(`${place.hint}[]`, true);
    case 'CallExpression':
    case 'NewExpression':
    case 'TaggedTemplateExpression':
      return toPlaceInCall(node, key, place, plain);
    case 'JSXElement':
      return hinted(`${place.scope}<${toElementName(toNode(toNode(node, 'openingElement') ?? node, 'name'))}>`, true);
    case 'JSXAttribute':
      return hinted(`${place.hint ?? place.scope}.${toElementName(toNode(node, 'name'))}`);
    case 'ConditionalExpression':
      return key === 'test' ? plain : place;
    default:
      return passing.has(node.type) ? place : plain;
  }
}

/** What hands the name of its place on to what is in it. */
const passing: ReadonlySet<string> = new Set([
  'AwaitExpression',
  'ChainExpression',
  'JSXExpressionContainer',
  'JSXFragment',
  'JSXOpeningElement',
  'LogicalExpression',
  'ObjectExpression',
  'SequenceExpression',
  'SpreadElement',
  'TemplateLiteral',
]);

function toPlaceInCall(node: AstNode, key: string, place: Place, plain: Place): Place {
  if (key !== 'callee') return key === 'arguments' || key === 'quasi' ? toCallPlace(node, place) : plain;
  const callee = toNode(node, 'callee');
  return callee !== undefined && isFunction(unwrap(callee)) ? toIifePlace(place) : plain;
}

function toMember(property: AstNode): string {
  const kind = toText(property, 'kind');
  return kind === 'get' || kind === 'set' ? `${kind} ${toKey(property)}` : toKey(property);
}
