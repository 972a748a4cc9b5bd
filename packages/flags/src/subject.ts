import type { Say } from './say.ts';

/** Subjects whose hash is remembered: one evaluates many flags. */
const most = 1000;

/** 16 hex digits of HMAC-SHA256 with the key of that variable; `undefined` where subjects are not to leave. */
export function createSubjectHash(
  option: { readonly hmacKeyEnv: string } | undefined,
  env: Readonly<Record<string, string | undefined>>,
  say: Say,
): ((subject: string) => string) | undefined {
  if (option === undefined) return undefined;
  const key = env[option.hmacKeyEnv];
  if (key === undefined || key.length < 16) {
    say(
      `subject.hmacKeyEnv names ${option.hmacKeyEnv}, which ${key === undefined ? 'is not set' : 'is shorter than 16 characters'}; ` +
        'no hash of a subject is sent. Set it to a random text and keep it the same between releases.',
    );
    return undefined;
  }
  const hashes = new Map<string, string>();
  let last: string | undefined;
  let lastHash = '';
  return (subject) => {
    if (subject === last) return lastHash;
    let hash = hashes.get(subject);
    if (hash === undefined) {
      hash = process
        .getBuiltinModule('node:crypto')
        .createHmac('sha256', key)
        .update(subject)
        .digest('hex')
        .slice(0, 16);
      if (hashes.size >= most) hashes.clear();
      hashes.set(subject, hash);
    }
    last = subject;
    return (lastHash = hash);
  };
}
