/** A live broker as the pages of the inspector see any broker: what it was asked for a moment ago. */
import type { MetadataImage, TopicState } from '../broker/metadata'
import { BrokerView } from '../inspect/broker-view'
import type { GroupView } from '../inspect/groups-of-partition'
import type { MetadataResponse } from '../protocol/cluster-api'
import { partitionName } from '../protocol/topic-partition'
import { splitBatches } from '../records/batch-view'
import type { RegistryState } from '../registry/registry-state'
import type { LiveRegistry } from './registry'

const NOWHERE = { logStartOffset: -1, highWatermark: -1, logEndOffset: -1 }
const NOTHING = new Uint8Array(0)

/** What was asked for. */
export interface Gathered {
  readonly nodeId: number
  readonly metadata: MetadataResponse
  readonly registry: LiveRegistry
  /** Settings of topics that are not their defaults, by topic. */
  readonly configs?: ReadonlyMap<string, Readonly<Record<string, string>>>
  /** Of partitions, by name. */
  readonly bounds?: ReadonlyMap<string, { readonly logStartOffset: number; readonly highWatermark: number }>
  readonly groups?: readonly GroupView[]
  /** Whole batches of partitions, by name: a stretch of each. */
  readonly records?: ReadonlyMap<string, Uint8Array>
}

class LiveBrokerView extends BrokerView {
  private readonly gathered: Gathered

  constructor(gathered: Gathered) {
    const { nodeId, metadata, registry, bounds, records } = gathered
    super(
      nodeId,
      { image: imageOf(gathered), controllerId: -1 },
      {
        // The log end is known to brokers alone: clients read up to the high watermark.
        bounds(place) {
          const found = bounds?.get(partitionName(place))
          return found === undefined ? NOWHERE : { ...found, logEndOffset: found.highWatermark }
        },
        read: (place, offset) => from(records?.get(partitionName(place)) ?? NOTHING, offset),
        append: () => Promise.resolve({ error: 'INVALID_REQUEST', baseOffset: -1 }),
      },
      { groups: () => [] },
      // There is one for all of them; the first broker shows it.
      { leader: nodeId === Math.min(...metadata.brokers.map((each) => each.nodeId)) ? registry : null },
    )
    this.gathered = gathered
  }

  override groups(): GroupView[] {
    return [...(this.gathered.groups ?? [])]
  }

  override schemas(): RegistryState {
    return this.gathered.registry.state
  }
}

/** What was gathered, for the pages. */
export function gather(gathered: Gathered): BrokerView {
  return new LiveBrokerView(gathered)
}

function imageOf({ metadata, configs }: Gathered): MetadataImage {
  const topics = metadata.topics
    .filter(({ error }) => error === 'NONE')
    .map(({ name, isInternal, partitions }, index): TopicState => ({
      name,
      topicId: index + 1,
      isInternal,
      configs: configs?.get(name) ?? {},
      partitions: partitions.map(({ leaderId, leaderEpoch, replicas, isr }) => {
        return { leaderId, leaderEpoch, partitionEpoch: 0, replicas, isr }
      }),
    }))
  return {
    offset: 0,
    brokers: new Map(metadata.brokers.map(({ nodeId }) => [nodeId, { nodeId, brokerEpoch: -1, isFenced: false }])),
    topics: new Map(topics.map((topic) => [topic.name, topic])),
  }
}

/** The batches from the one on that an offset is in. */
function from(bytes: Uint8Array, offset: number): Uint8Array {
  let before = 0
  for (const batch of splitBatches(bytes)) {
    if (batch.nextOffset > offset) break
    before += batch.bytes.length
  }
  return bytes.subarray(before)
}
