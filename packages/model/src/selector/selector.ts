/** `=` `!=` `<` `>` `~` (contains) `^=` (starts with); `exists` is a bare name. */
export const operators = ['=', '!=', '<', '>', '~', '^=', 'exists'] as const;
export type Operator = (typeof operators)[number];

/** Names that mean a property of the span or its release rather than an attribute of the same name. */
export const intrinsics = [
  { name: 'service', meaning: 'the service' },
  { name: 'release', meaning: 'the version; 1.4.2 also matches every 1.4.2-g…' },
  { name: 'version', meaning: 'the version, compared exactly' },
  { name: 'build', meaning: 'the build id' },
  { name: 'deployment', meaning: 'the deployment id' },
  { name: 'ring', meaning: 'the ring of the deployment' },
  { name: 'commit', meaning: 'the commit; any prefix of seven characters or more matches' },
  { name: 'environment', meaning: 'the environment' },
  { name: 'route', meaning: 'http.route, else RPC method, messaging destination, span name' },
  { name: 'name', meaning: 'the name of the span' },
  { name: 'kind', meaning: 'server, client, internal, producer, consumer' },
  { name: 'status', meaning: 'error, ok, unset' },
  { name: 'error', meaning: 'true where the span is an error (status ERROR, or HTTP 5xx)' },
  { name: 'duration', meaning: 'milliseconds' },
  { name: 'trace', meaning: 'the trace id' },
  { name: 'span', meaning: 'the span id' },
] as const;

export type Intrinsic = (typeof intrinsics)[number]['name'];

/** What a condition looks at: an intrinsic, or an attribute of the span, else of its resource. */
export type Subject =
  | { readonly kind: 'intrinsic'; readonly name: Intrinsic }
  | { readonly kind: 'attribute'; readonly name: string };

/** One condition. It holds where it holds for any of its values; `!=` is the exact complement of `=`. */
export interface Condition {
  readonly subject: Subject;
  readonly operator: Operator;
  /** Empty for `exists`, one value for `<` and `>`, one or more otherwise. */
  readonly values: readonly string[];
}

/** Conditions that must all hold. The empty selector selects everything. */
export type Selector = readonly Condition[];
