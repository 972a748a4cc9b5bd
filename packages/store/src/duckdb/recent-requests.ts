import { createHash } from 'node:crypto';

/** Requests that are remembered: at a hundred a second, those of the last three minutes. Exporters try again for one. */
const mostRequests = 20_000;

/** Identifies a request by its bytes: one that is sent again is the same, byte for byte. */
export function toRequestDigest(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('base64');
}

/** Remembers requests, so that one that comes again is stored once. */
export class RecentRequests {
  readonly #requests = new Map<string, Promise<void>>();

  /** Adds digests of requests that are stored already. */
  add(stored: Iterable<string>): void {
    for (const digest of stored) this.#remember(digest, Promise.resolve());
  }

  /** Resolves when the request is stored, by this call or one before; one that failed is stored anew. */
  async once(digest: string, store: () => Promise<void>): Promise<void> {
    const known = this.#requests.get(digest);
    if (known !== undefined) return known;
    const stored = store();
    this.#remember(digest, stored);
    try {
      await stored;
    } catch (error) {
      this.#requests.delete(digest);
      throw error;
    }
  }

  #remember(digest: string, stored: Promise<void>): void {
    this.#requests.set(digest, stored);
    const [oldest] = this.#requests.keys();
    if (this.#requests.size > mostRequests && oldest !== undefined) this.#requests.delete(oldest);
  }
}
