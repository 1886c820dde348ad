/** What a broker shows to the inspector, and what somebody types at its console: a part that answers no messages. */
import type { InspectQuery } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { Clock } from '~/kernel/time'
import type { BrokerPart } from '../broker/part'
import { answerLine } from './answer-line'
import type { BrokerView } from './broker-view'
import { groupPage, groupsPage } from './groups-page'
import { panelsOf } from './panels'
import { partitionsPage } from './partitions-page'
import { produceLine } from './produce-line'
import { batchPage, recordPage, recordsPage } from './records-page'
import { subjectsPage, versionsPage } from './schemas-page'

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
  act(verb: string, value: string | undefined, phase: 'start' | 'end'): Json | undefined | Promise<Json> {
    if (verb !== 'console' || phase === 'end') return undefined
    return produceLine(this.view, this.clock, value ?? '')
  }

  /**
   * Views: `state`, the panels; pages of `partitions`, of the `records` of a `topic` and `partition`, of the fields of the `record` and
   * the bytes of the `batch` at an `offset`, of `groups` and one `group`, of `subjects` and the `versions` of one `subject`; and `line`, the answer to a line of the
   * console. All of it is what this broker holds or was told.
   */
  inspect(query: InspectQuery): Json | undefined {
    const { view } = this
    switch (query.view) {
      case 'state':
        return { panels: panelsOf(view) }
      case 'partitions':
        return partitionsPage(view, query)
      case 'records':
        return recordsPage(view, query)
      case 'record':
        return recordPage(view, query)
      case 'batch':
        return batchPage(view, query)
      case 'groups':
        return groupsPage(view, query)
      case 'group':
        return groupPage(view, query)
      case 'subjects':
        return subjectsPage(view, query)
      case 'versions':
        return versionsPage(view, query)
      case 'line':
        return answerLine(view, String(query['line'] ?? ''))
      default:
        return undefined
    }
  }
}
