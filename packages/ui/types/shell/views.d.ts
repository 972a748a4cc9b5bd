/** The views in the navigation: address, name, and the key that opens it after `g`. */
export declare const views: readonly [
  {
    readonly path: '/';
    readonly name: 'Releases';
    readonly key: 'l';
  },
  {
    readonly path: '/release';
    readonly name: 'Release';
    readonly key: 'r';
  },
  {
    readonly path: '/functions';
    readonly name: 'Changed functions';
    readonly key: 'f';
  },
  {
    readonly path: '/cohorts';
    readonly name: 'Cohorts';
    readonly key: 'c';
  },
  {
    readonly path: '/events';
    readonly name: 'Events';
    readonly key: 'e';
  },
];
/** What stays when going from one view to another: which service, which release, which time. */
export declare const carried: readonly ['service', 'candidate', 'baseline', 'environment', 'from', 'to'];
