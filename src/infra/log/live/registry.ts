/**
 * The schema registry of a run on a live Kafka. A Kafka has none, so it is modelled as in any run, but without a log: there is one for
 * all brokers, in the memory of the run, whatever happens to them.
 */
import type { Json } from '~/kernel/json'
import type { RegistryRequest, RegistryResponse } from '../protocol/registry-api'
import { decide } from '../registry/answer-request'
import type { RegistrationFact } from '../registry/decision'
import { RegistryState } from '../registry/registry-state'

/** A registry that is empty when the run begins. */
export class LiveRegistry {
  readonly state = new RegistryState()
  readonly lastVerdicts = new Map<string, RegistrationFact>()

  /** Answers at once; `emit` is told what there is to state. */
  answer(request: RegistryRequest, emit: (key: string, fact: Json) => void): RegistryResponse {
    const { status = 200, body, records = [], fact } = decide(this.state, request)
    for (const record of records) this.state.apply(record)
    if (fact !== undefined) {
      this.lastVerdicts.set(fact.subject, fact)
      emit('schema', fact)
    }
    return { status, body }
  }
}
