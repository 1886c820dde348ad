/** What a broker shows to the inspector, and what somebody types at its console: a part that answers no messages. */
import type { InspectQuery } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { Clock } from '~/kernel/time'
import type { BrokerPart } from '../broker/part'
import { answerLine } from './answer-line'
import type { BrokerView } from './broker-view'
import { produceLine } from './produce-line'

export class InspectorPart implements BrokerPart {
  readonly types: readonly string[] = []
  private readonly clock: Clock
  private readonly view: BrokerView

  constructor(clock: Clock, view: BrokerView) {
    this.clock = clock
    this.view = view
  }

  /** Nobody sends it anything. */
  handle(): undefined {
    return undefined
  }

  /** `console=produce <topic> <key>:<value>`, where this broker leads the partition. */
  act(verb: string, value: string | undefined, phase: 'start' | 'end'): Json | undefined {
    if (verb !== 'console' || phase === 'end') return undefined
    return produceLine(this.view, this.clock, value ?? '')
  }

  /** Views: `line`, the answer to a line of the console that only reads. */
  inspect(query: InspectQuery): Json | undefined {
    switch (query.view) {
      case 'line':
        return answerLine(this.view, String(query['line'] ?? ''))
      default:
        return undefined
    }
  }
}
