import type { LookupAddress } from 'node:dns';

/** The whole time for one name: the end of a process waits for a question that is under way. */
const limitMs = 1000;

/** What a name server says where there is no such name, or none with an address. */
const noSuchName: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * Asks the system's name servers for one of these names after the other, by c-ares: `dns.lookup` asks in a thread of a pool
 * that the end of a process waits for, ten seconds and more where a name server is silent.
 * @returns none where every answer is that there is no such name.
 * @throws Error with code `EAI_AGAIN` where a name server does not answer, or cannot tell.
 */
export async function askNameServers(questions: readonly string[], name: string): Promise<readonly LookupAddress[]> {
  const resolver = new (process.getBuiltinModule('node:dns').promises.Resolver)({ timeout: limitMs, tries: 1 });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    resolver.cancel();
  }, limitMs).unref();
  let failure: string | undefined;
  try {
    for (const question of questions) {
      const answers = await Promise.allSettled([resolver.resolve4(question), resolver.resolve6(question)]);
      const found = answers.flatMap((answer, index) =>
        answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family: index === 0 ? 4 : 6 })) : [],
      );
      if (found.length > 0) return found;
      for (const answer of answers) {
        const code = answer.status === 'rejected' ? String((answer.reason as NodeJS.ErrnoException).code) : 'ENODATA';
        if (!noSuchName.has(code)) failure = code;
      }
      if (isLate) break;
    }
  } finally {
    clearTimeout(timer);
  }
  if (failure === undefined) return [];
  const why = isLate ? `did not answer within ${limitMs} ms` : `could not tell (${failure})`;
  throw Object.assign(new Error(`the name server ${why} where ${name} is`), { code: 'EAI_AGAIN' });
}
