/** What detection had to say beside its result. Each message is one plain line: what was given, what happens, what to do. */
export interface ReleaseNote {
  readonly code:
    | 'placeholder'
    | 'unusable-value'
    | 'not-a-commit'
    | 'bad-resource-attributes'
    | 'bad-manifest'
    | 'manifest-differs'
    | 'git-unreadable'
    | 'package-unreadable';
  readonly message: string;
}
