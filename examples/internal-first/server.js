import { register } from '@seatrial/register';

// Who a request is for. Staff come through a proxy that says so in a header, or have a cookie from the company's login;
// a value that is not declared here becomes "other", and whoever says nothing is the public.
register({
  cohorts: {
    rules: [
      { cohort: 'audience', header: 'x-audience', values: ['internal', 'beta'] },
      { cohort: 'audience', cookie: 'staff', values: { yes: 'internal' }, otherwise: 'public' },
    ],
    trust: process.env.TRUST?.split(',') ?? [],
  },
});

await import('./app.js');
