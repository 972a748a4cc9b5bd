/** Names and values of the query string; undefined takes a name away. */
export type UrlPatch = Readonly<Record<string, string | undefined>>;
export interface UrlState {
  readonly path: string;
  readonly get: (name: string) => string | undefined;
  /** Changes the query string; with `push` as a step that Back undoes. */
  readonly set: (
    patch: UrlPatch,
    options?: {
      readonly push?: boolean;
    },
  ) => void;
}
/** Filters and time window of a view, which live in its address and nowhere else. */
export declare function useUrlState(): UrlState;
/** The address of a view. */
export declare function toHref(path: string, patch: UrlPatch): string;
