import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Transferable } from 'node:worker_threads';

/** What lives long in these threads are buffers, which are not in it; V8's default lets it grow to 48 MiB. */
const maxYoungGenerationSizeMb = 2;

/**
 * Starts a thread of ours that does not keep the process alive. Nothing of the service's own start-up belongs into it: no
 * --import, no NODE_OPTIONS.
 * @param file the compiled file; beside it lies the TypeScript, where the sources are run as they are.
 */
export function startThread(
  file: URL,
  name: string,
  workerData: unknown,
  transferList: readonly Transferable[] = [],
): Worker {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  const path = existsSync(fileURLToPath(file)) ? file : new URL(file.href.replace(/\.js$/, '.ts'));
  const worker = new Worker(path, {
    name,
    workerData,
    transferList: [...transferList],
    execArgv: [],
    env,
    resourceLimits: { maxYoungGenerationSizeMb },
  });
  worker.unref();
  return worker;
}
