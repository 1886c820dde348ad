/**
 * What one end of a link has said and heard, counted, so that the link can outlive its socket: what the other end may not have heard yet is
 * kept, and said again over the next one.
 */

/** So many messages are heard between two words about it. */
const TELL_EVERY = 32

/** The mailbox of one end. */
export class Mailbox {
  /** Messages of the other end that were heard. */
  heard = 0
  /** Length of all that is kept, in characters. */
  length = 0
  private kept: string[] = []
  /** Messages that are not kept any more. */
  private gone = 0

  /** Keeps what is said until the other end has heard it. */
  keep(text: string): void {
    this.kept.push(text)
    this.length += text.length
  }

  /** Counts a message of the other end; true if it is to be told now how many were heard. */
  hear(): boolean {
    return ++this.heard % TELL_EVERY === 0
  }

  /** The other end has heard so many; false if that cannot be. */
  letGo(count: unknown): boolean {
    // Before anything is reckoned with it: an object of a stranger throws where it is made a number.
    if (typeof count !== 'number' || !Number.isSafeInteger(count)) return false
    const more = count - this.gone
    if (more > this.kept.length) return false
    if (more <= 0) return true
    for (const text of this.kept.splice(0, more)) this.length -= text.length
    this.gone += more
    return true
  }

  /** What the other end has not heard, oldest first, if it has heard so many; null if that cannot be, or is not kept. */
  after(count: unknown): readonly string[] | null {
    return this.letGo(count) && this.gone === count ? [...this.kept] : null
  }
}
