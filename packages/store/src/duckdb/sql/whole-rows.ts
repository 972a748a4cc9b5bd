type Node = Readonly<Record<string, unknown>>;

/**
 * `SELECT * FROM spans … ORDER BY … LIMIT …` as the same statement about `arrival` alone; `undefined` for any other. To put
 * all attributes of a span together takes longer than anything else, so that it is first asked which spans are meant.
 */
export function toArrivalStatement(statement: unknown): object | undefined {
  const node = (statement as { readonly node?: Node }).node;
  if (node === undefined || node['type'] !== 'SELECT_NODE') return undefined;
  const [star, ...others] = toList(node['select_list']);
  if (star === undefined || others.length > 0 || !isPlainStar(star)) return undefined;
  const table = node['from_table'] as Node | null;
  const isSpans = table?.['type'] === 'BASE_TABLE' && String(table['table_name']).toLowerCase() === 'spans';
  const modifiers = toList(node['modifiers']);
  const isOrdered = modifiers.some((modifier) => modifier['type'] === 'ORDER_MODIFIER');
  if (!isSpans || !isOrdered || !modifiers.every(isPlainModifier)) return undefined;
  const isPlain =
    toList(node['group_expressions']).length === 0 &&
    toList((node['cte_map'] as Node | undefined)?.['map']).length === 0 &&
    ['having', 'qualify', 'sample'].every((part) => node[part] === null) &&
    table['sample'] === null;
  if (!isPlain) return undefined;
  return { ...(statement as object), node: { ...node, select_list: [arrival] } };
}

const arrival = { class: 'COLUMN_REF', type: 'COLUMN_REF', alias: '', query_location: 0, column_names: ['arrival'] };

/** `*` of everything: no table before it, nothing left out of it or put into it. */
function isPlainStar(node: Node): boolean {
  const lists = ['exclude_list', 'qualified_exclude_list', 'replace_list', 'rename_list'];
  return (
    node['class'] === 'STAR' &&
    node['columns'] === false &&
    (node['expr'] ?? null) === null &&
    (node['relation_name'] ?? '') === '' &&
    lists.every((name) => toList(node[name]).length === 0)
  );
}

function isPlainModifier(modifier: Node): boolean {
  if (modifier['type'] === 'LIMIT_MODIFIER') return true;
  if (modifier['type'] !== 'ORDER_MODIFIER') return false;
  // A number means a column by its place, and `ALL` every one.
  const orders = toList(modifier['orders']).map((order) => order['expression'] as Node);
  return orders.every((expression) => expression['class'] !== 'CONSTANT' && expression['class'] !== 'STAR');
}

function toList(value: unknown): readonly Node[] {
  if (Array.isArray(value)) return value as readonly Node[];
  return [];
}
