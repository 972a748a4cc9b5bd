/** Values of git's configuration by `section.subsection.key`; section and key in lower case, later ones win (git-config(1)). */
export function parseGitConfig(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    const head = /^\s*\[\s*([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]/.exec(line);
    if (head !== null) {
      const sub = head[2]?.replaceAll(/\\(.)/g, '$1');
      section = (head[1] ?? '').toLowerCase() + (sub === undefined ? '' : `.${sub}`);
      continue;
    }
    const entry = /^\s*([A-Za-z][\w-]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (entry !== null) values.set(`${section}.${(entry[1] ?? '').toLowerCase()}`, toValue(entry[2] ?? ''));
  }
  return values;
}

function toValue(raw: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(raw);
  if (quoted !== null) return (quoted[1] ?? '').replaceAll(/\\(.)/g, '$1');
  return raw.replace(/\s+[#;].*$/, '');
}
