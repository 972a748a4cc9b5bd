import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const source = ['@seatrial/source'];
// Processes and threads that tests start read code that was compiled before: half of what a store or a command takes to start.
const env = { NODE_COMPILE_CACHE: join(tmpdir(), 'seatrial-compile-cache') };
const shared = {
  resolve: { conditions: [...source, 'module', 'node', 'development|production'] },
  ssr: { resolve: { conditions: [...source, 'node', 'development|production'], externalConditions: source } },
};

export default defineConfig({
  test: {
    // Most tests wait for processes that they started, so that there is work for more files than cores.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          env,
          // To start a process and load everything anew for each file would take longer than many of them do.
          isolate: false,
          include: ['packages/*/src/**/*.test.ts'],
          setupFiles: ['test/properties.ts'],
          testTimeout: 20_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'system',
          env,
          globalSetup: 'test/process/fresh-bundle.ts',
          include: ['test/*.test.ts', 'test/traced/*.test.ts', 'examples/*/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'ui',
          env,
          include: ['test/page/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'packages',
          globalSetup: 'test/process/fresh-bundle.ts',
          include: ['test/packages/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'properties',
          include: ['packages/*/src/**/*.test.ts'],
          setupFiles: ['test/properties.ts'],
          env: { SEATRIAL_PROPERTY_RUNS: '20000' },
          testTimeout: 600_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'long',
          globalSetup: 'test/process/fresh-bundle.ts',
          include: ['test/long/*.test.ts', 'packages/*/sim/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
