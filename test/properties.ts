import fc from 'fast-check';

const runs = process.env['SEATRIAL_PROPERTY_RUNS'];

// A fixed seed, so that a change never fails for another's case; `npm run test:long` looks for new ones.
fc.configureGlobal(runs === undefined ? { seed: 20_261_124 } : { numRuns: Number(runs) });
