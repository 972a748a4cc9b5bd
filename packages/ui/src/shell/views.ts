/** The views in the navigation: address, name, and the key that opens it after `g`. */
export const views = [
  { path: '/', name: 'Releases', key: 'l' },
  { path: '/release', name: 'Release', key: 'r' },
  { path: '/functions', name: 'Changed functions', key: 'f' },
  { path: '/cohorts', name: 'Cohorts', key: 'c' },
  { path: '/events', name: 'Events', key: 'e' },
] as const;

/** What stays when going from one view to another: which service, which release, which time. */
export const carried = ['service', 'candidate', 'baseline', 'environment', 'from', 'to'] as const;
