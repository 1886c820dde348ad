/**
 * A recorded run, executed anew in virtual time: work of the outside is never started, and its completions come from the record, at
 * the instants at which they came.
 */
import { queueCompletion, type Completion, type Waiting } from './completion'
import type { Core } from './core'
import type { Turn } from './turn'
import { VirtualPace } from './virtual-pace'

/** A record does not fit the code that executes it. */
export class RecordMismatch extends Error {
  override readonly name = 'RecordMismatch'
}

/** The pace of a recorded run. */
export class RecordedPace extends VirtualPace {
  private readonly completions: Iterator<Completion>
  private next: Completion | undefined
  private works = 0
  private readonly waiting = new Map<number, Waiting>()

  /** `completions` are in the order of the run. */
  constructor(core: Core, turn: Turn, completions: Iterable<Completion>) {
    super(core, turn)
    this.completions = completions[Symbol.iterator]()
    this.advance()
  }

  override until(dueUs: number): Promise<void> | undefined {
    const atUs = this.next?.atUs ?? Infinity
    if (atUs > dueUs) return undefined
    for (; this.next !== undefined && this.next.atUs === atUs; this.advance()) {
      const { work, outcome } = this.next
      const waiting = this.waiting.get(work)
      if (waiting === undefined) {
        throw new RecordMismatch(`the record tells of work ${work}, which was not begun: it was made by other code`)
      }
      this.waiting.delete(work)
      queueCompletion(this.core, atUs, waiting, outcome)
    }
    return Promise.resolve()
  }

  override outside<Result>(): Promise<Result> {
    const work = ++this.works
    this.noteBegun()
    return new Promise<Result>((resolve, reject) => {
      this.waiting.set(work, { resolve: resolve as (value: unknown) => void, reject })
    })
  }

  private advance(): void {
    const { done, value } = this.completions.next()
    this.next = done === true ? undefined : (value as Completion)
  }
}
