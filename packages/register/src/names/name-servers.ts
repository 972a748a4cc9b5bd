import type { LookupAddress, promises } from 'node:dns';

/** The whole time for one name. */
const limitMs = 1500;
/** Between two looks whether anything else keeps the process. */
const lookMs = 50;
/** Until the next name server is asked, or the same once more. */
const timeoutMs = 500;

/** One for as long as the system's settings stay: it remembers which name servers fail, and asks them last. */
let kept: { readonly settings: string; readonly resolver: promises.Resolver } | undefined;

/**
 * Asks the system's name servers for one of these names after the other, by c-ares: `dns.lookup` asks in a thread of a pool
 * that the end of a process waits for, ten seconds and more where a name server is silent.
 * @param settings the text of resolv.conf
 * @returns none where they answer without an address; never, where the process ends instead, for which nothing has failed.
 * @throws Error with code `EAI_AGAIN` where they do not answer.
 */
export async function askNameServers(
  name: string,
  questions: readonly string[],
  settings: string,
): Promise<readonly LookupAddress[]> {
  const resolver = toResolver(settings);
  const start = performance.now();
  const timer = setInterval(() => {
    if (isAlone() || performance.now() - start >= limitMs) resolver.cancel();
  }, lookMs).unref();
  try {
    for (const question of questions) {
      const answers = await Promise.allSettled([resolver.resolve4(question), resolver.resolve6(question)]);
      const found = answers.flatMap((answer, index) =>
        answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family: index === 0 ? 4 : 6 })) : [],
      );
      if (found.length > 0) return found;
      if (!answers.some(isSilence)) continue;
      if (isAlone()) return new Promise(() => {});
      throw Object.assign(new Error(`no name server has said where ${name} is`), { code: 'EAI_AGAIN' });
    }
    return [];
  } finally {
    clearInterval(timer);
  }
}

function toResolver(settings: string): promises.Resolver {
  if (kept?.settings !== settings) {
    const { Resolver } = process.getBuiltinModule('node:dns').promises;
    kept = { settings, resolver: new Resolver({ timeout: timeoutMs, tries: 2 }) };
  }
  return kept.resolver;
}

/** Whether questions alone keep the process: they keep the event loop going, cannot be told not to, and are not listed. */
function isAlone(): boolean {
  return process.getActiveResourcesInfo().length === 0;
}

/** No answer in time; `cancel` ends what else is under way as well. */
const silence: ReadonlySet<unknown> = new Set(['ETIMEOUT', 'ECANCELLED']);

function isSilence(answer: PromiseSettledResult<unknown>): boolean {
  return answer.status === 'rejected' && silence.has((answer.reason as NodeJS.ErrnoException).code);
}
