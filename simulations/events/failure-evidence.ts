/**
 * Whether what fails is poison, or what the handlers stand on. If most of what a process tries fails, it is the dependency: nothing is
 * put aside then. A batch may be a single record, so what counts is the whole process, over the time of the last attempt: while a
 * dependency is down nothing succeeds beside the record that failed, and where there is poison everything else does.
 */

/** With fewer records than this there is little to go by. */
const EVIDENCE_LEAST = 10
/** Attempts after which little has to do. */
const PROBES_MAX = 6

/** What a share is of. */
export interface FailureShare {
  readonly failed: number
  readonly of: number
}

/** How a judgement is made. */
export interface Judging {
  /** More than this share of what is tried: it is the dependency. */
  readonly stopShare: number
  /** How often it was tried again after its reader had stopped. */
  readonly probes: number
}

/** What the handlers of one process have come to. */
export class FailureEvidence {
  private failing = 0
  private successes = 0

  /** So many records that were tried last failed, and wait to be tried again or judged; negative when they do not any more. */
  addFailing(count: number): void {
    this.failing += count
  }

  addSuccess(): void {
    this.successes += 1
  }

  /** What {@link share} is to count from. */
  mark(): number {
    return this.successes
  }

  /** Of everything that was tried since a mark: what fails at present, and what did not. */
  share(mark: number): FailureShare {
    return { failed: this.failing, of: this.failing + this.successes - mark }
  }
}

/** True if it is the dependency: stop, and keep the position. */
export function isDependency({ failed, of }: FailureShare, { stopShare, probes }: Judging): boolean {
  if (failed <= stopShare * of) return false
  return of >= EVIDENCE_LEAST || probes < PROBES_MAX
}
