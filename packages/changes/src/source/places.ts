import { isFunction, toNode, toNodes, toText, unwrap } from './node.ts';
import type { AstNode } from './node.ts';
import { toCallPlace, toChain, toElementName, toIifePlace, toKey, toRoot } from './naming.ts';
import type { Place } from './naming.ts';

/** The place of a child: what a function there would be called. `owner` is the name of the function around it. */
export function toChildPlace(node: AstNode, key: string, place: Place, owner: string): Place {
  if (passing.has(node.type)) return place;
  const plain = place.hint === undefined ? place : toPlain(place);
  return naming.has(node.type) ? toNamedPlace(node, key, place, plain, owner) : plain;
}

function toPlain({ scope, root }: Place): Place {
  return root === undefined ? { scope } : { scope, root };
}

function toNamedPlace(node: AstNode, key: string, place: Place, plain: Place, owner: string): Place {
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
      return plain;
  }
}

/** What gives a function in it a name. Most nodes do not, and are looked at for each of their children. */
const naming: ReadonlySet<string> = new Set([
  'ArrayExpression',
  'AssignmentExpression',
  'AssignmentPattern',
  'CallExpression',
  'ConditionalExpression',
  'ExportDefaultDeclaration',
  'JSXAttribute',
  'JSXElement',
  'NewExpression',
  'Property',
  'ReturnStatement',
  'TaggedTemplateExpression',
  'VariableDeclarator',
]);

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

/** Arguments in which there is no function, so that what is called needs no name. */
const simple: ReadonlySet<string> = new Set(['Identifier', 'Literal', 'MemberExpression', 'ThisExpression']);

function toPlaceInCall(node: AstNode, key: string, place: Place, plain: Place): Place {
  if (key === 'quasi') return toCallPlace(node, place);
  if (key === 'arguments')
    return toNodes(node, key).every(({ type }) => simple.has(type)) ? plain : toCallPlace(node, place);
  if (key !== 'callee') return plain;
  const callee = toNode(node, 'callee');
  return callee !== undefined && isFunction(unwrap(callee)) ? toIifePlace(place) : plain;
}

function toMember(property: AstNode): string {
  const kind = toText(property, 'kind');
  return kind === 'get' || kind === 'set' ? `${kind} ${toKey(property)}` : toKey(property);
}
