/** What a clicker goes through: a walk, or the beats of a scenario, in the same few words. */

/** Where the course stands. */
export interface Course {
  readonly index: number
  readonly count: number
  readonly title: string
  /** The sentence at the foot. */
  readonly text: string
  /** What the next click does; null if nothing is left to do. */
  readonly next: string | null
  goOn(): void
  goBack(): void
}
