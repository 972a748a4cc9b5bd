// What the generated traffic is made of: a shop of five services, each with a stable release and a canary.

export interface ServiceShape {
  readonly name: string;
  readonly stable: string;
  readonly canary: string;
  readonly database: string;
  readonly operation: string;
}

export const services: readonly ServiceShape[] = [
  { name: 'gateway', stable: '2.3.0-g3da7036', canary: '2.3.1-g8f21ab0', database: 'redis', operation: 'GET' },
  { name: 'checkout', stable: '1.4.1-g91c0e22', canary: '1.4.2-g3f2c1a9', database: 'postgresql', operation: 'INSERT' },
  {
    name: 'inventory',
    stable: '0.9.3-g0b6dd1e',
    canary: '0.9.4-g77aa012',
    database: 'postgresql',
    operation: 'SELECT',
  },
  { name: 'payment', stable: '5.0.2-gc0ffee1', canary: '5.1.0-gbadcab1', database: 'mysql', operation: 'UPDATE' },
  {
    name: 'search',
    stable: '3.7.7-g4e4e4e4',
    canary: '3.8.0-g5d5d5d5',
    database: 'elasticsearch',
    operation: 'search',
  },
];

export interface RouteShape {
  readonly method: string;
  readonly route: string;
  /** Share of the traffic, relative to the others. */
  readonly weight: number;
  /** Median of a log-normal distribution, in milliseconds. */
  readonly medianMs: number;
  /** Services behind the gateway that a request goes through, in turn. */
  readonly path: readonly string[];
}

export const routes: readonly RouteShape[] = [
  { method: 'GET', route: '/', weight: 30, medianMs: 4, path: ['search'] },
  { method: 'GET', route: '/search', weight: 22, medianMs: 18, path: ['search', 'inventory'] },
  { method: 'GET', route: '/products/:id', weight: 18, medianMs: 9, path: ['inventory'] },
  { method: 'GET', route: '/products/:id/reviews', weight: 8, medianMs: 14, path: ['inventory'] },
  { method: 'POST', route: '/cart', weight: 7, medianMs: 11, path: ['checkout', 'inventory'] },
  { method: 'GET', route: '/cart', weight: 6, medianMs: 6, path: ['checkout'] },
  { method: 'POST', route: '/orders', weight: 4, medianMs: 45, path: ['checkout', 'inventory', 'payment'] },
  { method: 'GET', route: '/orders/:id', weight: 3, medianMs: 12, path: ['checkout'] },
  { method: 'POST', route: '/payments/callback', weight: 1, medianMs: 25, path: ['payment'] },
  { method: 'GET', route: '/health', weight: 1, medianMs: 0.4, path: [] },
];

export const flags = ['new-checkout', 'fast-search', 'dark-mode'] as const;
export const plans = ['free', 'pro', 'enterprise'] as const;
export const regions = ['eu-west-1', 'us-east-1', 'ap-southeast-2'] as const;
/** Of these many tenants one has a part of the traffic by itself. */
export const tenants = 100_000;
export const largestTenant = { id: 't-4217', share: 0.15 } as const;
export const audiences = ['public', 'beta', 'internal'] as const;
