import { toChildKeys } from './child-keys.ts';
import { isErased } from './erased.ts';
import { toJsxChildren } from './jsx.ts';
import { toKey } from './naming.ts';
import type { Place } from './naming.ts';
import { isFunction, isNode, toNode, toNodes, toText, unwrap } from './node.ts';
import type { AstNode } from './node.ts';
import { toChildPlace } from './places.ts';
import { toOperands, toPlainValue } from './plain-value.ts';
import { toStringToken, toToken } from './scalars.ts';
import type { FunctionKind } from './source-function.ts';

/** A function while its file is walked. */
export interface Frame {
  readonly name: string;
  readonly parent: Frame | undefined;
  readonly kind: FunctionKind;
  /** The binding of the module that leads to it; absent where none does, or it is private. */
  readonly root: string | undefined;
  /** The function, or the class member, property or static block that is one. */
  readonly node: AstNode;
  readonly start: number;
  readonly end: number;
  readonly tokens: string[];
  /** Declared in it, in whatever order: where a declaration stands changes nothing. */
  readonly declared: string[];
}

/** Walks a file once and gives each function the tokens of what it does itself; a nested one is a mark in its parent. */
export class Walker {
  readonly frames: Frame[] = [];

  walk(program: AstNode): readonly Frame[] {
    const frame = this.#open('<module>', undefined, 'module', undefined, program);
    for (const statement of toNodes(program, 'body')) this.#visit(statement, frame, { scope: '' });
    return this.frames;
  }

  #open(name: string, parent: Frame | undefined, kind: FunctionKind, root: string | undefined, node: AstNode): Frame {
    const frame: Frame = { name, parent, kind, root, node, start: node.start, end: node.end, tokens: [], declared: [] };
    this.frames.push(frame);
    return frame;
  }

  #visit(given: AstNode, frame: Frame, place: Place): void {
    const node = unwrap(given);
    if (isErased(node)) return;
    if (isFunction(node)) return this.#visitFunction(node, frame, place);
    switch (node.type) {
      case 'ClassDeclaration':
      case 'ClassExpression':
        return this.#visitClass(node, frame, place);
      case 'Property':
        return this.#visitProperty(node, frame, place);
      case 'TSModuleDeclaration':
        return this.#visitNamespace(node, frame, place);
      case 'LogicalExpression':
        return this.#visitLogical(node, frame, place);
      case 'TemplateElement':
        frame.tokens.push(toTemplateToken(node, 'cooked'));
        return undefined;
      case 'TaggedTemplateExpression':
        // A tag can read how its text is written.
        for (const each of toNodes(toNode(node, 'quasi') ?? node, 'quasis'))
          frame.tokens.push(toTemplateToken(each, 'raw'));
        return this.#visitChildren(node, frame, place);
      case 'JSXElement':
      case 'JSXFragment':
        return this.#visitElement(node, frame, place);
      default:
        return this.#visitChildren(node, frame, place);
    }
  }

  #visitChildren(node: AstNode, frame: Frame, place: Place): void {
    frame.tokens.push(toToken(node));
    for (const key of toChildKeys(node)) {
      if (key === 'decorators' && toNodes(node, key).length === 0) continue;
      this.#visitValue(toPlainValue(node, key), frame, toChildPlace(node, key, place, frame.name));
    }
  }

  /** `a && (b && c)` is `a && b && c`: a chain of one operator is one list. */
  #visitLogical(node: AstNode, frame: Frame, place: Place): void {
    frame.tokens.push(toToken(node), '[');
    for (const operand of toOperands(node)) this.#visit(operand, frame, place);
    frame.tokens.push(']');
  }

  #visitValue(value: unknown, frame: Frame, place: Place): void {
    if (Array.isArray(value)) {
      frame.tokens.push('[');
      for (const each of value) this.#visitValue(each, frame, place);
      frame.tokens.push(']');
    } else if (isNode(value)) this.#visit(value, frame, place);
    else frame.tokens.push('-');
  }

  #visitFunction(node: AstNode, frame: Frame, place: Place): void {
    const id = toNode(node, 'id');
    const own = id === undefined ? undefined : place.scope + toText(id, 'name');
    const hint = place.weak === true || node.type === 'FunctionDeclaration' ? (own ?? place.hint) : (place.hint ?? own);
    const name = hint ?? `${place.scope}<anonymous>`;
    const isDeclaration = node.type === 'FunctionDeclaration' && id !== undefined;
    const root = frame.kind !== 'module' ? undefined : isDeclaration ? (place.root ?? toRootName(node)) : place.root;
    const inner = this.#open(name, frame, node.type === 'ArrowFunctionExpression' ? 'arrow' : 'function', root, node);
    // A declaration is hoisted: that it is there counts, not where.
    if (isDeclaration) frame.declared.push(`function ${toText(id, 'name')}`);
    else frame.tokens.push('function');
    inner.tokens.push(toToken(node));
    this.#visitParts(node, inner);
  }

  /** Parameters and body. */
  #visitParts(node: AstNode, inner: Frame): void {
    const scope = `${inner.name}/`;
    const body = toNode(node, 'body');
    this.#visitValue(node['params'], inner, { scope });
    if (body?.type === 'BlockStatement') this.#visitValue(body['body'], inner, { scope });
    else if (body !== undefined) this.#visit(body, inner, { scope, hint: `${inner.name}>return`, weak: true });
    inner.tokens.push(...inner.declared.toSorted());
  }

  #visitClass(node: AstNode, frame: Frame, place: Place): void {
    const id = toNode(node, 'id');
    const own = id === undefined ? undefined : place.scope + toText(id, 'name');
    const name = (node.type === 'ClassDeclaration' || place.weak === true ? own : undefined) ?? place.hint ?? own;
    const root =
      place.root ?? (frame.kind === 'module' && node.type === 'ClassDeclaration' ? toRootName(node) : undefined);
    const inside: Place = { scope: `${name ?? `${place.scope}<class>`}.`, ...(root === undefined ? {} : { root }) };
    frame.tokens.push(node.type, id === undefined ? '-' : toToken(id));
    this.#visitDecorators(node, frame, place.scope);
    this.#visitValue(node['superClass'], frame, { scope: place.scope });
    const members = toNodes(toNode(node, 'body') ?? node, 'body').filter((each) => !isErased(each));
    const written = members.find((each) => each['kind'] === 'constructor');
    const maker = written === undefined ? frame : this.#visitMethod(written, frame, inside);
    const declared: string[] = [];
    for (const member of members) {
      if (member === written) continue;
      if (member.type === 'MethodDefinition') {
        if (member['computed'] === true) this.#visitValue(member['key'], frame, { scope: place.scope });
        // Like hoisted functions, methods may stand in any order.
        declared.push(`${toToken(member)} ${toKey(member)}`);
        this.#visitMethod(member, frame, inside);
      } else if (member.type === 'StaticBlock') this.#visitStaticBlock(member, frame, inside);
      // Fields are set where the constructor runs, so that is the function which a changed one changes.
      else this.#visitField(member, member['static'] === true ? frame : maker, inside);
    }
    frame.tokens.push(...declared.toSorted());
  }

  #visitMethod(member: AstNode, frame: Frame, inside: Place): Frame {
    const kind = toText(member, 'kind');
    const key = toKey(member);
    const prefix = kind === 'get' || kind === 'set' ? `${kind} ` : '';
    const value = toNode(member, 'value') ?? member;
    const root = frame.kind !== 'module' || key.startsWith('#') ? undefined : inside.root;
    const inner = this.#open(`${inside.scope}${prefix}${key}`, frame, methodKinds.get(kind) ?? 'method', root, member);
    inner.tokens.push(toToken(member), toToken(value));
    this.#visitDecorators(member, inner, `${inner.name}/`);
    this.#visitParts(value, inner);
    return inner;
  }

  #visitDecorators(node: AstNode, frame: Frame, scope: string): void {
    for (const decorator of toNodes(node, 'decorators')) this.#visit(decorator, frame, { scope });
  }

  #visitStaticBlock(member: AstNode, frame: Frame, inside: Place): void {
    frame.tokens.push('StaticBlock');
    const inner = this.#open(`${inside.scope}static{}`, frame, 'static-block', undefined, member);
    this.#visitValue(member['body'], inner, { scope: `${inner.name}/` });
    inner.tokens.push(...inner.declared.toSorted());
  }

  #visitField(member: AstNode, frame: Frame, inside: Place): void {
    const key = toKey(member);
    const { root, ...rest } = inside;
    const reachable = root === undefined || key.startsWith('#') ? {} : { root };
    frame.tokens.push(toToken(member));
    if (member['computed'] === true) this.#visitValue(member['key'], frame, { scope: inside.scope });
    else frame.tokens.push(toStringToken(key));
    this.#visitDecorators(member, frame, inside.scope);
    this.#visitValue(member['value'], frame, { ...rest, ...reachable, hint: `${inside.scope}${key}` });
  }

  #visitProperty(node: AstNode, frame: Frame, place: Place): void {
    frame.tokens.push(toToken(node));
    if (node['computed'] === true) this.#visitValue(node['key'], frame, { scope: place.scope });
    else frame.tokens.push(toStringToken(toKey(node)));
    const value = toNode(node, 'value');
    const inner = toChildPlace(node, 'value', place, frame.name);
    const kind = methodKinds.get(toText(node, 'kind')) ?? (node['method'] === true ? 'method' : undefined);
    if (kind === undefined || value === undefined) return this.#visitValue(value, frame, inner);
    const method = this.#open(
      inner.hint ?? toKey(node),
      frame,
      kind,
      frame.kind === 'module' ? place.root : undefined,
      node,
    );
    frame.tokens.push('function');
    method.tokens.push(toToken(value));
    return this.#visitParts(value, method);
  }

  #visitNamespace(node: AstNode, frame: Frame, place: Place): void {
    const id = toNode(node, 'id');
    const name = id === undefined ? '' : toQualifiedName(id);
    frame.tokens.push(node.type, toStringToken(name));
    const root = place.root ?? name.split('.')[0] ?? name;
    this.#visitValue(toNode(node, 'body')?.['body'], frame, { scope: `${place.scope}${name}.`, root });
  }

  #visitElement(node: AstNode, frame: Frame, place: Place): void {
    const inner = toChildPlace(node, 'children', place, frame.name);
    frame.tokens.push(node.type);
    const opening = toNode(node, 'openingElement');
    if (opening !== undefined) this.#visit(opening, frame, inner);
    for (const child of toJsxChildren(node))
      if (typeof child === 'string') frame.tokens.push(toStringToken(child));
      else this.#visit(child, frame, inner);
    frame.tokens.push('JSXClosing');
  }
}

const methodKinds: ReadonlyMap<string, FunctionKind> = new Map([
  ['constructor', 'constructor'],
  ['get', 'getter'],
  ['set', 'setter'],
]);

function toTemplateToken(node: AstNode, form: 'cooked' | 'raw'): string {
  const value = node['value'] as { readonly cooked?: string | null; readonly raw: string };
  return toStringToken((form === 'cooked' ? value.cooked : undefined) ?? value.raw);
}

function toRootName(node: AstNode): string | undefined {
  const id = toNode(node, 'id');
  return id === undefined ? undefined : toText(id, 'name');
}

function toQualifiedName(id: AstNode): string {
  const [left, right] = [toNode(id, 'left'), toNode(id, 'right')];
  if (left !== undefined && right !== undefined) return `${toQualifiedName(left)}.${toQualifiedName(right)}`;
  return id.type === 'Literal' ? String(id['value']) : toText(id, 'name');
}
