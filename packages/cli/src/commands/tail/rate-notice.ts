import { formatCount } from '../../format/number.ts';

interface Look {
  readonly at: number;
  readonly shown: number;
  readonly matched: number;
}

/** The time over which a rate is worked out, and after which it is said again where lines stay. */
const windowMs = 2000;
const repeatMs = 10_000;

/** Says how much of what arrives is shown. */
export class RateNotice {
  readonly #rate: number;
  #looks: readonly Look[] = [];
  #saidAt = Number.NEGATIVE_INFINITY;

  /** @param rate spans that are shown a second at most */
  constructor(rate: number) {
    this.#rate = rate;
  }

  /** Takes in one look, and answers with the line for it. Times are milliseconds of a steady clock. */
  add(shown: number, matched: number, at: number): string {
    this.#looks = [...this.#looks.filter((look) => at - look.at < windowMs), { at, shown, matched }];
    const [total, seen] = [this.#perSecond('matched'), this.#perSecond('shown')];
    if (!this.#isCut()) return `${formatCount(total)}/s match, all are shown; Ctrl-C ends`;
    return `showing ${formatCount(seen)} of ${formatCount(total)}/s (--rate ${this.#rate}): --where narrows it, Ctrl-C ends`;
  }

  /** True where something was left out and that was not said for a while. */
  isNews(at: number): boolean {
    const began = this.#looks[0]?.at ?? at;
    if (!this.#isCut() || at - this.#saidAt < repeatMs || at - began < windowMs / 2) return false;
    this.#saidAt = at;
    return true;
  }

  #isCut(): boolean {
    return this.#looks.some(({ shown, matched }) => matched > shown);
  }

  #perSecond(which: 'shown' | 'matched'): number {
    const [first] = this.#looks;
    // The first look tells of what came since the one before it, of which nothing is known.
    const rest = this.#looks.slice(1);
    if (first === undefined || rest.length === 0) return 0;
    const seconds = ((rest.at(-1)?.at ?? 0) - first.at) / 1000;
    return seconds <= 0 ? 0 : Math.round(rest.reduce((sum, look) => sum + look[which], 0) / seconds);
  }
}
