import { setTimeout as sleep } from 'node:timers/promises';
import { SeatrialError } from '@seatrial/model';
import { judge } from '@seatrial/trial';
import type { Verdict, VerifyOptions } from '@seatrial/trial';
import { openEvidenceSource } from './evidence-source.ts';
import type { Terminal } from './terminal.ts';

export interface JudgeOptions {
  /** A store file to look into; default: as `openEvidenceSource` chooses. */
  readonly store?: string | undefined;
  /** Milliseconds since the Unix epoch beyond which a server that is gone is not waited for. */
  readonly until: number;
  readonly terminal: Terminal;
}

const pauseMs = 2000;

/** Looks again and again: once a look has worked, a server that is restarted in between is waited for. */
export function createJudge({ store, until, terminal }: JudgeOptions): (options: VerifyOptions) => Promise<Verdict> {
  let worked = false;
  const look = async (options: VerifyOptions): Promise<Verdict> => {
    const source = await openEvidenceSource(store);
    return judge(await source.evidence(options).finally(() => source.close()));
  };
  return async (options) => {
    for (let lost = false; ; lost = true) {
      try {
        const verdict = await look(options);
        if (lost) terminal.say('The server answers again.');
        worked = true;
        return verdict;
      } catch (error) {
        const passes = error instanceof SeatrialError && gone.has(error.code);
        if (!passes || !worked || Date.now() + pauseMs > until) throw error;
        if (!lost) terminal.say(`${error.message} Waiting for it …`);
        await sleep(pauseMs);
      }
    }
  };
}

/** What a server that ended, or is just starting, is answered for with. */
const gone: ReadonlySet<string> = new Set([
  'SEATRIAL_NO_SERVER',
  'SEATRIAL_SERVER_REFUSED',
  'SEATRIAL_NO_STORE',
  'SEATRIAL_STORE_BUSY',
  'SEATRIAL_STORE_LOCKED',
]);
