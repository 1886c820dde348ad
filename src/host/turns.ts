import { inTime } from './in-time'

/** How long a look may last that no turn waits for, in milliseconds. */
const LOOK_MS_MAX = 2_000

/** Questions that are answered one after the other, in the order in which they came. */
export class Turns {
  private lastAnswer: Promise<unknown> = Promise.resolve()
  private count = 0

  /** How many questions came so far. */
  get asked(): number {
    return this.count
  }

  /** Answers when all questions before are answered, or could not be. */
  take<Answer>(answer: () => Answer | Promise<Answer>): Promise<Answer> {
    this.count++
    const answered = this.lastAnswer.then(answer)
    this.lastAnswer = answered.catch(() => undefined)
    return answered
  }

  /**
   * A look at what may hang, such as a real store: it begins in its turn, and those after it do not wait for what comes of it. Null if
   * nothing does in time. Of a look that cannot hang the turn is over with the answer.
   */
  async look<Answer>(look: () => Promise<Answer>, mayHang: () => boolean): Promise<Answer | null> {
    const { answer } = await this.take(async () => {
      const begun = look()
      begun.catch(() => undefined)
      if (!mayHang()) await begun
      return { answer: begun }
    })
    return inTime(answer, LOOK_MS_MAX, null)
  }
}
