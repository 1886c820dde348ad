/**
 * How often an end of a pipe looks before it sleeps. Where both ends have a processor of their own, looking is faster than being woken;
 * where they share one, whoever looks keeps the other from its work. Which of them it is shows by whether looking paid. Pure.
 */

/** At most: about as long as being woken takes. */
const LOOKS_MAX = 20_000
/** At least, after looking was in vain again and again. */
const LOOKS_MIN = 200
/** So seldom it is tried at length all the same, lest a machine that has become quiet is never noticed. */
const TRIED_EVERY = 32

/** What the waits of one thread have taught it. */
export class Looking {
  private most = LOOKS_MAX
  private vain = 0

  /** How often to look this time. */
  get looks(): number {
    return this.vain % TRIED_EVERY === TRIED_EVERY - 1 ? LOOKS_MAX : this.most
  }

  /** What was waited for came after so many looks. */
  paid(looks: number): void {
    if (looks * 4 > this.most) this.most = Math.min(LOOKS_MAX, looks * 4)
  }

  /** It did not come, and the thread sleeps. */
  inVain(): void {
    this.vain += 1
    this.most = Math.max(LOOKS_MIN, this.most >> 1)
  }
}
