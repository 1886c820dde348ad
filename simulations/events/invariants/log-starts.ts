/** Where the logs begin, as the brokers that lead them state it: what lies before was deleted by retention, and nobody owes it any more. */
import type { TraceEvent } from '~/kernel/trace'
import { factOf } from './facts-of'

/** The place of a record. */
export interface Place {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/** The fact `retention` of a broker. */
interface RetentionFact {
  readonly topic: string
  readonly partition: number
  /** The first offset that is left. */
  readonly to: number
}

export class LogStarts {
  private readonly starts = new Map<string, number>()

  /** True if the event says that records were deleted. */
  step(event: TraceEvent): boolean {
    const fact = factOf<RetentionFact>(event, 'retention')
    if (fact === null) return false
    const name = `${fact.topic}-${fact.partition}`
    this.starts.set(name, Math.max(this.starts.get(name) ?? 0, fact.to))
    return true
  }

  /** True if retention has deleted what lay there. */
  isDeleted({ topic, partition, offset }: Place): boolean {
    return this.starts.size > 0 && offset < (this.starts.get(`${topic}-${partition}`) ?? 0)
  }
}
