/** Literals, comments and quoted names. Numbers in names and placeholders (t1, $1, :1) are none. */
const sql = {
  standard:
    /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\$([A-Za-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)|\b[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|(?:\b[bBnNxXuU]&?)?'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|(?<![\w$:@?])(?:0x[\da-fA-F]+|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)/g,
  /** MySQL and MariaDB: a backslash escapes, double quotes are strings as well, and # begins a comment. */
  mysql:
    /(?:--\s|#)[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|(?:\b[bBnNxX])?'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|"(?:[^"\\]|\\[\s\S]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|(?<![\w$:@?])(?:0x[\da-fA-F]+|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)/g,
} as const;

const json = /("(?:[^"\\]|\\.)*(?:"|$))(\s*:)?|-?\b\d+(?:\.\d+)?(?:[eE][-+]?\d+)?\b/g;

/** A text without any of these has neither literal nor comment. */
const suspicious = /['"\d$#]|--|\/\*/;
/** Longer texts (bulk inserts) are cut: reading them would hold up the service, and their end is values. */
const mostLength = 16_384;
/** Statements that stayed as they were: those with placeholders alone, which programs send again and again. */
const clean = new Set<string>();
const mostClean = 500;

/** A statement without the values that are written into it. `system` is `db.system.name`. */
export function redactQueryText(text: string, system: unknown): string {
  if (system === 'redis') return redactCommand(text);
  // Upstream replaces the values of MongoDB's commands itself.
  if (system === 'mongodb' || clean.has(text) || !suspicious.test(text)) return text;
  if (text.length > mostLength) return `${toQueryShape(text.slice(0, mostLength), system)}…`;
  const shape = toQueryShape(text, system);
  if (shape === text && clean.size < mostClean) clean.add(text);
  return shape;
}

function toQueryShape(text: string, system: unknown): string {
  if (/^\s*[{[]/.test(text))
    return text.replaceAll(json, (part: string, _text?: string, colon?: string) => (colon === undefined ? '?' : part));
  const mysql = system === 'mysql' || system === 'mariadb';
  return text.replaceAll(mysql ? sql.mysql : sql.standard, (part: string) => toShape(part, mysql));
}

function toShape(part: string, mysql: boolean): string {
  const first = part[0];
  if (first === '`' || (first === '"' && !mysql)) return part;
  return first === '-' || first === '/' || first === '#' ? '' : '?';
}

/**
 * A Redis command: its name, and of its first key the words in front (`session:?`). Keys name sessions and users, and the
 * arguments of some commands are values (EVAL, SISMEMBER).
 */
export function redactCommand(text: string): string {
  const [name = '', key, ...rest] = text.split(' ');
  if (key === undefined || key.startsWith('[')) return text;
  if (/^(auth|hello|acl|config|migrate)$/i.test(name)) return `${name} ?`;
  return [name, redactKey(key), ...(rest.length > 0 ? ['?'] : [])].join(' ');
}

/** A key of a cache: `user:7:cart` is `user:?`. */
export function redactKey(key: string): string {
  const [first = '', ...rest] = key.split(':');
  const word = /^[A-Za-z_-]{1,24}$/.test(first) ? first : '?';
  return rest.length > 0 ? `${word}:?` : word;
}
