import { defineConfig } from 'seatrial/config';

export default defineConfig({
  // The example's processes are young.
  objectives: { warmUp: '0s' },
  stages: [
    { name: '10%', ring: 'canary', bake: process.env['BAKE'] ?? '15m' },
    { name: '50%', ring: 'canary', bake: process.env['BAKE'] ?? '30m', onUndecided: 'abort' },
  ],
});
