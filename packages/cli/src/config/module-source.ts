import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parse } from 'acorn';
import type { AnyNode, ObjectExpression, Program, VariableDeclarator } from 'acorn';
import { SeatrialError } from '@seatrial/model';
import { toLine } from './source.ts';
import type { ConfigPath, ConfigSource } from './source.ts';

/**
 * A module's default export. TypeScript is read as Node.js reads it: types that can be left out.
 * Rejects with `SEATRIAL_BAD_ARGUMENT` where it cannot be loaded or has no default export.
 */
export async function loadModuleSource(path: string): Promise<ConfigSource> {
  const value = await importDefault(path);
  return { value, lineOf: (wanted) => findLine(readFileSync(path, 'utf8'), wanted, path) };
}

async function importDefault(path: string): Promise<unknown> {
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === 'ERR_UNKNOWN_FILE_EXTENSION'
        ? `Node.js ${process.version} reads no TypeScript (22.18 does). Write seatrial.config.js or seatrial.config.json`
        : `it cannot be loaded: ${(error as Error).message}`;
    throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', `${path}: ${reason}.`, { cause: error });
  }
  if (module.default !== undefined) return module.default;
  throw new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    `${path} has no default export. Write "export default defineConfig({ … })".`,
  );
}

/** Where nothing is found, the first line: a value may come from anywhere. */
function findLine(text: string, path: ConfigPath, file: string): number {
  try {
    // Types give way to spaces, so that every place stays where it is.
    const code = file.endsWith('ts') ? stripTypeScriptTypes(text) : text;
    const program = parse(code, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true });
    return toLine(text, findNode(program, path)?.start ?? 0);
  } catch {
    return 1;
  }
}

function findNode(program: Program, path: ConfigPath): AnyNode | undefined {
  const exported = program.body.find((node) => node.type === 'ExportDefaultDeclaration');
  let found: AnyNode | undefined = exported;
  let value = resolve(program, exported?.declaration);
  for (const key of path) {
    const next = typeof key === 'number' ? toElement(value, key) : toProperty(value, key);
    if (next === undefined) break;
    found = next;
    value = resolve(program, next.type === 'Property' ? next.value : next);
  }
  return found;
}

/** The value behind a call such as `defineConfig(…)` or a name. */
function resolve(program: Program, node: AnyNode | null | undefined): AnyNode | undefined {
  if (node?.type === 'CallExpression') return resolve(program, node.arguments[0]);
  if (node?.type !== 'Identifier') return node ?? undefined;
  for (const statement of program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration') continue;
    const found: VariableDeclarator | undefined = declaration.declarations.find(
      ({ id }) => id.type === 'Identifier' && id.name === node.name,
    );
    if (found?.init != null && found.init !== node) return resolve(program, found.init);
  }
  return undefined;
}

function toElement(node: AnyNode | undefined, index: number): AnyNode | undefined {
  return node?.type === 'ArrayExpression' ? (node.elements[index] ?? undefined) : undefined;
}

function toProperty(node: AnyNode | undefined, key: string): ObjectExpression['properties'][number] | undefined {
  if (node?.type !== 'ObjectExpression') return undefined;
  return node.properties.findLast(
    (property) =>
      property.type === 'Property' &&
      !property.computed &&
      ((property.key.type === 'Identifier' && property.key.name === key) ||
        (property.key.type === 'Literal' && String(property.key.value) === key)),
  );
}
