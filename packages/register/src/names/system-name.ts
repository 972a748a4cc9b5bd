import type { LookupAddress } from 'node:dns';
import { startThread } from '../thread.ts';

/** What the thread answers with. */
export interface SystemAnswer {
  readonly addresses: readonly LookupAddress[];
  /** Why there are none. */
  readonly error?: string;
}

const keepMs = 60_000;

interface Asked {
  readonly at: number;
  readonly answer: Promise<SystemAnswer>;
}

const asked = new Map<string, Asked>();

/**
 * Asks all that the system finds names by (multicast DNS, a directory), in a thread that ends with the answer: for names
 * that no name server has, at most once a minute.
 * @throws Error with code `ENOTFOUND`.
 */
export async function askSystem(name: string): Promise<readonly LookupAddress[]> {
  const known = asked.get(name);
  const isFresh = known !== undefined && performance.now() - known.at < keepMs;
  const { at, answer } = isFresh ? known : { at: performance.now(), answer: startAsking(name) };
  asked.set(name, { at, answer });
  const { addresses, error } = await answer;
  if (addresses.length > 0) return addresses;
  throw Object.assign(new Error(error ?? `there is no address of ${name}`), { code: 'ENOTFOUND' });
}

function startAsking(name: string): Promise<SystemAnswer> {
  return new Promise((resolve) => {
    const worker = startThread(new URL('system-name-thread.js', import.meta.url), 'seatrial-name', name);
    worker.once('message', (answer: SystemAnswer) => resolve(answer));
    worker.once('error', (error) => resolve({ addresses: [], error: (error as Error).message }));
    worker.once('exit', () => resolve({ addresses: [] }));
  });
}
