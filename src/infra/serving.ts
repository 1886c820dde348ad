/**
 * The work of a process in front of a store: requests wait in a queue of bounded length, one is in work at a time, and all of it
 * can be cut off, when every caller is told that what it asked may be done or not.
 */
import { CallError } from '~/kernel/call-error'

/** A request that waits or is in work. */
export interface Job {
  /** Tells its caller that it failed. After its outcome it does nothing. */
  reject(error: unknown): void
}

/** How a store works through its queue. */
export interface Discipline<J extends Job> {
  /** Waits until the next job may begin. Left out: as soon as the one before is done. */
  untilFree?(): Promise<void>
  /** Takes the next job that may run out of the queue; undefined if none may. */
  takeNext(queue: J[]): J | undefined
  /** Does a job and tells its caller. Never rejects. */
  work(job: J): Promise<void>
  /** Waits for what keeps all jobs from running; undefined if nothing does, and there is none. */
  untilUnblocked?(): Promise<void> | undefined
  /** False for a process that has died: it must not touch the store any more. */
  isAlive?(): boolean
}

/** The queue of one process. */
export class Serving<J extends Job> {
  private readonly discipline: Discipline<J>
  private readonly lengthMax: number
  private queue: J[] = []
  private inWork: J | undefined
  private isServing = false
  /** Counts the times all work was cut off: whoever served before that stops. */
  private epoch = 0

  constructor(lengthMax: number, discipline: Discipline<J>) {
    this.lengthMax = lengthMax
    this.discipline = discipline
  }

  /** Jobs that wait, without the one in work. */
  get waiting(): number {
    return this.queue.length
  }

  /** True while a job is in work or about to be taken on: whoever comes now has to wait. */
  get isBusy(): boolean {
    return this.isServing
  }

  /** True if nothing more may wait. */
  get isFull(): boolean {
    return this.queue.length + (this.inWork === undefined ? 0 : 1) >= this.lengthMax
  }

  /** True while a job is in work, and was not cut off. */
  isInWork(job: J): boolean {
    return this.inWork === job
  }

  /** Adds a job to the end of the queue. */
  add(job: J): void {
    this.queue.push(job)
    if (!this.isServing) void this.serve()
  }

  /** Ends every connection: work in hand may be done or not, and its callers are told so. */
  cutOff(reason: string): void {
    const jobs = this.inWork === undefined ? this.queue : [this.inWork, ...this.queue]
    this.queue = []
    this.inWork = undefined
    this.epoch++
    this.isServing = false
    for (const job of jobs) job.reject(new CallError('reset', reason))
  }

  private async serve(): Promise<void> {
    const { discipline, epoch } = this
    const isOver = () => epoch !== this.epoch || discipline.isAlive?.() === false
    this.isServing = true
    for (;;) {
      if (discipline.untilFree !== undefined) {
        await discipline.untilFree()
        if (isOver()) return
      }
      const job = discipline.takeNext(this.queue)
      if (job !== undefined) {
        this.inWork = job
        await discipline.work(job)
        if (isOver()) return
        this.inWork = undefined
        continue
      }
      const unblocked = discipline.untilUnblocked?.()
      if (unblocked === undefined) break
      await unblocked
      if (isOver()) return
    }
    this.isServing = false
  }
}
