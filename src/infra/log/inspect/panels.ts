/** What a broker offers the inspector to draw. */
import type { Panel } from '~/kernel/panel'
import { counted } from '../../counted'
import type { BrokerView } from './broker-view'
import { topicLanes } from './topic-lanes'

export function panelsOf(view: BrokerView): Panel[] {
  const topics = view.topics()
  const groups = view.groups()
  const choices: Panel[] = [
    { kind: 'table', label: 'Partitions', query: { view: 'partitions' }, filter: 'partitions…' },
    { kind: 'table', label: 'Groups', query: { view: 'groups' }, filter: 'groups…' },
    { kind: 'table', label: 'Schemas', query: { view: 'subjects' }, filter: 'subjects…' },
  ]
  if (topics.length > 0) {
    const lanes = topics.map((topic) => topicLanes(view, topic, topic.isInternal ? [] : groups))
    choices.unshift({ kind: 'choice', label: 'Topics', choices: lanes })
  }
  return [
    { kind: 'text', label: 'Broker', text: brokerLine(view), style: 'line' },
    { kind: 'choice', label: 'Kafka', choices },
  ]
}

/** The broker in figures; what is wrong with partitions is as its metadata have it. */
function brokerLine(view: BrokerView): string {
  const { nodeId, metadata } = view
  const own = metadata.image.brokers.get(nodeId)
  if (own === undefined) return `broker ${nodeId} · starting`
  const all = view.topics().flatMap((topic) => view.partitionsOf(topic))
  const held = all.filter(({ logEndOffset }) => logEndOffset >= 0)
  const led = all.filter(({ leaderId }) => leaderId === nodeId)
  const short = all.filter(({ isr, replicas }) => isr.length < replicas.length)
  const leaderless = all.filter(({ leaderId }) => leaderId < 0)
  const { controllerId } = metadata
  return [
    `broker ${nodeId}${own.isFenced ? ', fenced' : ''}`,
    `leads ${led.length} of ${counted(held.length, 'replica')}`,
    controllerId < 0
      ? 'no controller known'
      : controllerId === nodeId
        ? 'the controller'
        : `controller ${controllerId}`,
    ...(short.length > 0 ? [`${short.length} under-replicated`] : []),
    ...(leaderless.length > 0 ? [`${leaderless.length} offline`] : []),
    ...(view.registry.leader === null ? [] : ['the schema registry']),
  ].join(' · ')
}
