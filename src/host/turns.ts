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
}
