import { useLocation, useSearch } from 'wouter';

/** Names and values of the query string; undefined takes a name away. */
export type UrlPatch = Readonly<Record<string, string | undefined>>;

export interface UrlState {
  readonly path: string;
  readonly get: (name: string) => string | undefined;
  /** Changes the query string; with `push` as a step that Back undoes. */
  readonly set: (patch: UrlPatch, options?: { readonly push?: boolean }) => void;
}

/** Filters and time window of a view, which live in its address and nowhere else. */
export function useUrlState(): UrlState {
  const [path, navigate] = useLocation();
  const search = useSearch();
  return {
    path,
    get: (name) => new URLSearchParams(search).get(name) ?? undefined,
    set: (patch, { push = false } = {}) => {
      // From the address itself: two changes in one turn build on each other.
      const parameters = toParameters(new URLSearchParams(window.location.search), patch);
      navigate(toHref(path, Object.fromEntries(parameters)), { replace: !push });
    },
  };
}

function toParameters(parameters: URLSearchParams, patch: UrlPatch): URLSearchParams {
  for (const [name, value] of Object.entries(patch))
    if (value === undefined || value === '') parameters.delete(name);
    else parameters.set(name, value);
  return parameters;
}

/** The address of a view. */
export function toHref(path: string, patch: UrlPatch): string {
  const text = toParameters(new URLSearchParams(), patch).toString();
  return text === '' ? path : `${path}?${text}`;
}
