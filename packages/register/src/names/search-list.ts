/** Which domains a name is looked for in: `search`, `domain` and `ndots` of resolv.conf(5). */
export interface SearchList {
  readonly domains: readonly string[];
  /** Dots from which on a name is asked for as it is before it is looked for in the domains. */
  readonly ndots: number;
}

const mostDots = 15;

/** Reads what it knows and passes over the rest, as resolvers do. */
export function parseSearchList(text: string): SearchList {
  let domains: readonly string[] = [];
  let ndots = 1;
  for (const line of text.split('\n')) {
    const [keyword, ...values] = line.trim().split(/\s+/);
    // The last of both counts.
    if (keyword === 'search' || keyword === 'domain') domains = keyword === 'domain' ? values.slice(0, 1) : values;
    if (keyword !== 'options') continue;
    const dots = values.map((value) => /^ndots:(\d+)$/.exec(value)?.[1]).findLast((digits) => digits !== undefined);
    if (dots !== undefined) ndots = Math.min(Number(dots), mostDots);
  }
  return { domains: domains.map(withoutEndDot).filter((domain) => domain !== ''), ndots };
}

/** The names to ask for, in turn, until one has an address. A dot at its end makes a name absolute. */
export function toQuestions(name: string, { domains, ndots }: SearchList): readonly string[] {
  if (name.endsWith('.')) return [withoutEndDot(name)];
  const searched = domains.map((domain) => `${name}.${domain}`);
  return name.split('.').length - 1 >= ndots ? [name, ...searched] : [...searched, name];
}

function withoutEndDot(name: string): string {
  return name.replace(/\.$/, '');
}
