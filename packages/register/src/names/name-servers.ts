import type { LookupAddress, promises } from 'node:dns';

/** The whole time for one name. */
const limitMs = 1500;
/** Between two looks whether anything but this question keeps the process. */
const lookMs = 50;
/** Until the next name server is asked, or the same once more. */
const timeoutMs = 500;

/** One for as long as the system's settings stay: it remembers which name servers fail, and asks them last. */
let kept: { readonly settings: string; readonly resolver: promises.Resolver } | undefined;

/**
 * Asks the system's name servers for one of these names after the other, by c-ares: `dns.lookup` asks in a thread of a pool
 * that the end of a process waits for, ten seconds and more where a name server is silent. A process that has nothing else
 * to do ends, and the question with it.
 * @param settings the text of resolv.conf
 * @returns none where they answer without an address.
 * @throws Error with code `EAI_AGAIN` where they do not answer.
 */
export async function askNameServers(
  name: string,
  questions: readonly string[],
  settings: string,
): Promise<readonly LookupAddress[]> {
  if (kept?.settings !== settings) {
    const { Resolver } = process.getBuiltinModule('node:dns').promises;
    kept = { settings, resolver: new Resolver({ timeout: timeoutMs, tries: 2 }) };
  }
  const { resolver } = kept;
  const start = performance.now();
  const timer = setInterval(() => {
    // A question keeps the event loop going and cannot be told not to; Node.js does not list it either.
    const isAlone = process.getActiveResourcesInfo().length === 0;
    if (isAlone || performance.now() - start >= limitMs) resolver.cancel();
  }, lookMs).unref();
  try {
    for (const question of questions) {
      const answers = await Promise.allSettled([resolver.resolve4(question), resolver.resolve6(question)]);
      const found = answers.flatMap((answer, index) =>
        answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family: index === 0 ? 4 : 6 })) : [],
      );
      if (found.length > 0) return found;
      if (answers.some(isSilence)) throw toSilenceError(name);
    }
    return [];
  } finally {
    clearInterval(timer);
  }
}

/** No answer in time; `cancel` ends what else is under way as well. */
const silence: ReadonlySet<unknown> = new Set(['ETIMEOUT', 'ECANCELLED']);

function isSilence(answer: PromiseSettledResult<unknown>): boolean {
  return answer.status === 'rejected' && silence.has((answer.reason as NodeJS.ErrnoException).code);
}

function toSilenceError(name: string): Error {
  return Object.assign(new Error(`no name server has said where ${name} is`), { code: 'EAI_AGAIN' });
}
