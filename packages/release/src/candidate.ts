import { limits } from '@seatrial/model';
import type { ReleaseField } from '@seatrial/model';
import type { ReleaseNote } from './note.ts';
import { toRepositoryUrl } from './repository-url.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A value for a field and where it came from. */
export interface Candidate {
  readonly value: string;
  readonly source: string;
}

/** What one place knows of the release. */
export type Candidates = { readonly [field in ReleaseField]?: Candidate };

/** `$NAME`, `${NAME}`, `%NAME%`, `{{ NAME }}`, `<NAME>`, `NAME`: what is left where nobody expanded a template. */
const templates = [
  /^\$\{?([A-Za-z_]\w*)(?::?-[^}]*)?\}?$/,
  /^%([A-Za-z_]\w*)%$/,
  /^\{\{\s*([\w.]+)\s*\}\}$/,
  /^<([\w-]+)>$/,
];

// Control characters would break a header, a table or a terminal.
// oxlint-disable-next-line no-control-regex
const control = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]/;

/**
 * The value as the field can hold it; `undefined` where it cannot, with a note unless it is merely empty.
 * Commits are lower-cased, credentials cut out of repository addresses.
 */
export function toCandidate(
  field: ReleaseField,
  raw: string | undefined,
  source: string,
  notes: ReleaseNote[],
  variable: string = source,
): Candidate | undefined {
  const text = raw?.trim();
  if (text === undefined || text === '') return undefined;
  if (text === variable || templates.some((template) => template.test(text))) {
    const message = `${variable} is ${JSON.stringify(text)}, a placeholder that was not expanded; it is ignored. Give it its value where the service starts.`;
    notes.push({ code: 'placeholder', message });
    return undefined;
  }
  const value = field === 'repositoryUrl' ? toRepositoryUrl(text) : text;
  if (value === undefined) return undefined;
  const wrong = whatIsWrong(field, value);
  if (wrong === undefined) return { value: field === 'commit' ? value.toLowerCase() : value, source };
  const code = field === 'commit' ? 'not-a-commit' : 'unusable-value';
  notes.push({ code, message: `${variable} ${wrong}; it is ignored.` });
  return undefined;
}

function whatIsWrong(field: ReleaseField, value: string): string | undefined {
  if (control.test(value)) return 'holds control characters';
  if (value.length > limits.releaseValueLength)
    return `has ${value.length} characters, more than ${limits.releaseValueLength}`;
  if (field === 'commit' && !/^[0-9a-f]{7,64}$/i.test(value))
    return `is ${JSON.stringify(value)}, not a commit of 7 to 64 hex digits`;
  return undefined;
}
