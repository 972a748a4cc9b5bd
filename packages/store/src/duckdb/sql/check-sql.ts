import { SeatrialError } from '@seatrial/model';
import { sqlViews } from '../../sql.ts';

// A statement is checked by DuckDB's own syntax tree of it (`json_serialize_sql`): what is not on a list here is refused,
// so that whatever a later version of DuckDB brings is refused as well until somebody has looked at it.

type Node = Readonly<Record<string, unknown>>;

/** What a checked statement uses, for views that hold no more than that. */
export interface SqlUse {
  readonly views: ReadonlySet<string>;
  /** Names in `attributes['name']`; `all` where the statement may look at any. */
  readonly attributes: ReadonlySet<string> | 'all';
  /** False where `resource` cannot be looked at. */
  readonly resource: boolean;
}

export interface SqlLists {
  /** Scalar functions, aggregates and macros of the engine itself. */
  readonly functions: ReadonlySet<string>;
  /** Tables and views that are there beside the documented ones. */
  readonly internal: ReadonlySet<string>;
}

const queryNodes = new Set(['SELECT_NODE', 'SET_OPERATION_NODE', 'RECURSIVE_CTE_NODE', 'CTE_NODE']);
const tableRefs = new Set(['BASE_TABLE', 'SUBQUERY', 'JOIN', 'EXPRESSION_LIST', 'EMPTY', 'TABLE_FUNCTION']);
const expressions = new Set([
  'BETWEEN',
  'CASE',
  'CAST',
  'COLLATE',
  'COLUMN_REF',
  'COMPARISON',
  'CONJUNCTION',
  'CONSTANT',
  'DEFAULT',
  'FUNCTION',
  'LAMBDA',
  'OPERATOR',
  'POSITIONAL_REFERENCE',
  'STAR',
  'SUBQUERY',
  'TYPE',
  'WINDOW',
]);
/** Those that make rows of their arguments alone. */
const tableFunctions = new Set(['unnest', 'range', 'generate_series', 'json_each', 'json_tree']);
/** Functions that tell of the process, change it, hold it up, or look into the catalogue. */
const refused =
  /^(pg_|duckdb_|has_|icu_|current_(?!date$|time$|timestamp$|localtime|localtimestamp)|get_?(env|variable)|set_?seed$|nextval$|currval$|write_log$|sleep|which_secret$|json_(de)?serialize|json_execute|in_search_path$|(col|obj|shobj)_description$|txid|version$|user$|session_user$|add_parquet_key|parse_(dir|file)|read_|query|enable_|disable_|checkpoint|force_)/;
const builtIn = new Set(['', 'main', 'pg_catalog', 'system']);
const views: ReadonlySet<string> = new Set(sqlViews.map(({ name }) => name));
/** Anything else as a table could be the name of a file, which DuckDB would read. */
const plainName = /^[a-z_][a-z0-9_]*$/i;
const mostNames = 200;

/**
 * Refuses every statement but a SELECT over the documented views.
 * @throws SeatrialError `SEATRIAL_BAD_ARGUMENT`
 */
export function checkSql(tree: unknown, lists: SqlLists): SqlUse {
  const nodes = [...walk(tree)];
  const named = new Set(nodes.flatMap(toCteNames).map((name) => name.toLowerCase()));
  for (const name of named)
    if (!plainName.test(name) || (lists.internal.has(name) && !views.has(name)))
      throw bad(`${JSON.stringify(name)} cannot be the name of a WITH clause here`);
  for (const node of nodes) {
    if ('class' in node) checkExpression(node, lists);
    else if ('sample' in node && 'alias' in node) checkTable(node, named);
    else if (typeof node['type'] === 'string' && node['type'].endsWith('_NODE') && !queryNodes.has(node['type']))
      throw bad(`${node['type']} is no part of a reading statement`);
  }
  return toUse(nodes);
}

function* walk(value: unknown): Generator<Node> {
  const stack = [value as object];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (!Array.isArray(next)) yield next as Node;
    for (const child of Object.values(next) as unknown[])
      if (typeof child === 'object' && child !== null) stack.push(child);
  }
}

function toCteNames(node: Node): readonly string[] {
  const map = (node['cte_map'] as Node | undefined)?.['map'];
  const names = Array.isArray(map) ? map.map((entry: Node) => String(entry['key'])) : [];
  // A recursive part names itself.
  return typeof node['cte_name'] === 'string' ? [...names, node['cte_name']] : names;
}

function checkExpression(node: Node, { functions }: SqlLists): void {
  const kind = String(node['class']);
  if (!expressions.has(kind)) throw bad(`${kind} is not taken in a statement here`);
  if (kind !== 'FUNCTION') return;
  // DuckDB's parser puts these before some that are written without.
  if (!builtIn.has(String(node['schema'])) || !builtIn.has(String(node['catalog'])))
    throw bad('functions are called without a schema before them');
  const name = String(node['function_name']).toLowerCase();
  if (refused.test(name) || !(functions.has(name) || tableFunctions.has(name)))
    throw bad(`the function ${name} is not to be called here`);
}

function checkTable(node: Node, named: ReadonlySet<string>): void {
  const kind = String(node['type']);
  if (!tableRefs.has(kind)) throw bad(`${kind} is not taken after FROM here`);
  if (kind === 'TABLE_FUNCTION') {
    const name = String((node['function'] as Node | undefined)?.['function_name']).toLowerCase();
    if (!tableFunctions.has(name)) throw bad(`the table function ${name} is not to be called here`);
  }
  if (kind !== 'BASE_TABLE') return;
  const name = String(node['table_name']);
  if (isSet(node['schema_name']) || isSet(node['catalog_name']) || isSet(node['at_clause']))
    throw bad(`${JSON.stringify(name)} is to be named without a schema before it`);
  if (!views.has(name.toLowerCase()) && !named.has(name.toLowerCase()))
    throw bad(`there is no ${JSON.stringify(name)} to read. There are: ${[...views].join(', ')}`);
}

/** Where every `attributes` is asked for one name that stands there, no other can be seen, whatever the scopes. */
function toUse(nodes: readonly Node[]): SqlUse {
  const tables = nodes.map((node) => String(node['table_name']).toLowerCase());
  const used = new Set(tables.filter((name) => views.has(name)));
  if (nodes.some(seesUnnamed) || seesWholeRows(nodes)) return { views: used, attributes: 'all', resource: true };
  const asked = nodes.flatMap((node): readonly string[] => {
    const [of, key] = node['type'] === 'ARRAY_EXTRACT' ? (node['children'] as readonly (Node | undefined)[]) : [];
    const value = (key?.['value'] as Node | undefined)?.['value'];
    return isNamed(of, 'attributes') && typeof value === 'string' ? [value] : [];
  });
  const uses = nodes.filter((node) => isNamed(node, 'attributes')).length;
  const known = uses === asked.length && asked.length <= mostNames;
  const resource = nodes.some((node) => isNamed(node, 'resource'));
  return { views: used, attributes: known ? new Set(asked) : 'all', resource };
}

function isNamed(node: Node | undefined, name: string): boolean {
  const names = node?.['column_names'];
  return Array.isArray(names) && names.some((part) => String(part).toLowerCase() === name);
}

/** True for what reaches columns without their names: `*`, positions, columns renamed in a list, joins by equal names. */
function seesUnnamed(node: Node): boolean {
  const renamed = [node['column_name_alias'], node['aliases'], node['using_columns']];
  return (
    node['class'] === 'STAR' ||
    node['class'] === 'POSITIONAL_REFERENCE' ||
    node['ref_type'] === 'NATURAL' ||
    renamed.some((list) => Array.isArray(list) && list.length > 0)
  );
}

/** `SELECT s FROM spans s` makes a struct of whole rows. */
function seesWholeRows(nodes: readonly Node[]): boolean {
  const aliases = new Set(
    nodes
      .flatMap((node) => ('sample' in node && 'alias' in node ? [node['alias'], node['table_name']] : []))
      .filter(isSet)
      .map((name) => String(name).toLowerCase()),
  );
  return nodes.some((node) => {
    const names = node['class'] === 'COLUMN_REF' ? (node['column_names'] as readonly unknown[]) : [];
    return names.length === 1 && aliases.has(String(names[0]).toLowerCase());
  });
}

function isSet(value: unknown): boolean {
  return value !== '' && value !== null && value !== undefined;
}

function bad(what: string): SeatrialError {
  return new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    `This statement is not run: ${what}. One SELECT over the documented views is; "seatrial sql --views" shows them.`,
  );
}
