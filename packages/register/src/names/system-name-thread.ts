import { lookup } from 'node:dns';
import { parentPort, workerData } from 'node:worker_threads';
import type { SystemAnswer } from './system-name.ts';

lookup(workerData as string, { all: true }, (error, addresses) => {
  const answer: SystemAnswer = error === null ? { addresses } : { addresses: [], error: error.message };
  parentPort?.postMessage(answer);
});
