/** The drawing: services that tell the world what happened through a partitioned log. */
import { LOCAL_HOP } from '~/blocks/hops'
import { defineDiagram } from '~/kernel/diagram'

export default defineDiagram({
  id: 'events',
  file: 'event-driven-architecture',
  title: 'Event-driven platform',
  line: 'Three services write what happened; three readers follow, each at its own pace and never out of order.',
  order: 3,
  boxes: {
    orders: { label: 'Order service', sublabel: 'producer', kind: 'service', at: { x: 0, y: 22 }, instances: 2 },
    catalog: { label: 'Catalog service', sublabel: 'producer', kind: 'service', at: { x: 0, y: 142 } },
    users: { label: 'User service', sublabel: 'producer', kind: 'service', at: { x: 0, y: 262 } },
    kafka: {
      label: 'Kafka cluster',
      sublabel: 'partitioned by aggregate id',
      lines: ['orders.v1', 'catalog.v1', 'users.v1', 'dead-letter'],
      kind: 'log',
      at: { x: 300, y: 104 },
      instances: 3,
      size: { width: 210, height: 150 },
    },
    search: {
      label: 'Search indexer',
      sublabel: 'consumer group A',
      kind: 'service',
      at: { x: 626, y: 22 },
      instances: 2,
    },
    warehouse: {
      label: 'Analytics warehouse',
      sublabel: 'consumer group B',
      kind: 'service',
      at: { x: 626, y: 142 },
      instances: 2,
    },
    notifications: {
      label: 'Notification service',
      sublabel: 'consumer group C',
      kind: 'service',
      at: { x: 626, y: 262 },
      instances: 3,
    },
    replay: {
      label: 'Replay / DLQ worker',
      sublabel: 'manual + scheduled',
      kind: 'service',
      at: { x: 300, y: 344 },
      size: { width: 210, height: 74 },
    },
  },
  arrows: [
    { from: 'orders', to: 'kafka', latency: LOCAL_HOP, isOrdered: true },
    { from: 'catalog', to: 'kafka', latency: LOCAL_HOP, isOrdered: true },
    { from: 'users', to: 'kafka', latency: LOCAL_HOP, isOrdered: true },
    { from: 'kafka', to: 'kafka', latency: LOCAL_HOP, isOrdered: true },
    { from: 'kafka', to: 'search', pulledBy: 'to', latency: LOCAL_HOP, isOrdered: true },
    { from: 'kafka', to: 'warehouse', pulledBy: 'to', latency: LOCAL_HOP, isOrdered: true },
    { from: 'kafka', to: 'notifications', pulledBy: 'to', latency: LOCAL_HOP, isOrdered: true },
    { from: 'kafka', to: 'replay', pulledBy: 'to', tone: 'failed', latency: LOCAL_HOP, isOrdered: true },
    { from: 'replay', to: 'kafka', tone: 'degraded', latency: LOCAL_HOP, isOrdered: true },
  ],
  claims: [
    {
      id: 'keyed-partitions',
      title: 'One aggregate, one partition',
      statement: 'Topics are versioned and partitioned by aggregate id, so the events of one order keep their order.',
    },
    {
      id: 'consumer-groups',
      title: 'Each reader at its own pace',
      statement: 'Every reader is a consumer group of its own: a slow warehouse never delays a notification.',
    },
    {
      id: 'dead-letter-replay',
      title: 'Poison steps aside',
      statement:
        'What cannot be handled goes to the dead-letter topic and is replayed later; the partition keeps moving.',
    },
    {
      id: 'schema-registry',
      title: 'Schemas are checked at the door',
      statement: 'An incompatible schema is refused at the producer, so consumers never meet a breaking change.',
    },
  ],
  legend: [
    { tone: 'allowed', text: 'event' },
    { tone: 'failed', text: 'dead-lettered' },
    { tone: 'degraded', text: 'replayed' },
  ],
})
