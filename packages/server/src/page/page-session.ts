import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const dayMs = 86_400_000;
const lifeMs = 30 * dayMs;

/** Who may look at the page: browsers that came once with the token have a cookie that says so. */
export interface PageSession {
  /** The `Set-Cookie` header for a browser that came with the token. */
  issue(port: number, now?: number): string;
  /** True where the `Cookie` header holds one that was issued with this key and is not over. */
  accepts(cookieHeader: string | undefined, now?: number): boolean;
}

/**
 * Sessions signed with a key. The cookie is not the token, since a browser sends it to every port of this machine; it is
 * good for 30 days and for reading only, and outlives the server where the key does.
 */
export function createPageSession(key: Buffer = randomBytes(32)): PageSession {
  const sign = (until: string): Buffer => createHmac('sha256', key).update(`seatrial page until ${until}`).digest();
  return {
    issue: (port, now = Date.now()) => {
      const until = String(now + lifeMs);
      const value = `${until}.${sign(until).toString('base64url')}`;
      return `seatrial-${port}=${value}; Path=/; Max-Age=${lifeMs / 1000}; HttpOnly; SameSite=Strict`;
    },
    accepts: (cookieHeader = '', now = Date.now()) =>
      cookieHeader.split(/;\s*/).some((pair) => {
        const [, until = '', signature = ''] = /^seatrial-\d+=(\d{1,16})\.([\w-]{43})$/.exec(pair) ?? [];
        if (until === '' || Number(until) < now) return false;
        return timingSafeEqual(sign(until), Buffer.from(signature, 'base64url'));
      }),
  };
}
