/** The drawing: services that tell the world what happened through a partitioned log. */
import { LOCAL_HOP } from '~/blocks/hops'
import { defineDiagram } from '~/kernel/diagram'

/** The size of everybody who writes and reads. */
const PEER = { width: 176, height: 84 } as const

export default defineDiagram({
  id: 'events',
  file: 'event-driven-architecture',
  title: 'Event-driven platform',
  line: 'Three services write what happened; three readers follow, each at its own pace and never out of order.',
  order: 3,
  boxes: {
    orders: {
      label: 'Order service',
      sublabel: 'producer',
      kind: 'service',
      at: { x: 0, y: 1 },
      size: PEER,
      instances: 2,
    },
    catalog: { label: 'Catalog service', sublabel: 'producer', kind: 'service', at: { x: 0, y: 101 }, size: PEER },
    users: { label: 'User service', sublabel: 'producer', kind: 'service', at: { x: 0, y: 201 }, size: PEER },
    kafka: {
      label: 'Kafka cluster',
      sublabel: 'partitioned by aggregate id',
      lines: ['orders.v1', 'catalog.v1', 'users.v1', 'dead-letter'],
      kind: 'log',
      at: { x: 276, y: 0 },
      instances: 3,
      size: { width: 264, height: 286 },
    },
    search: {
      label: 'Search indexer',
      sublabel: 'consumer group A',
      kind: 'service',
      at: { x: 640, y: 1 },
      size: PEER,
      instances: 2,
    },
    warehouse: {
      label: 'Analytics warehouse',
      sublabel: 'consumer group B',
      kind: 'service',
      at: { x: 640, y: 101 },
      size: PEER,
      instances: 2,
    },
    notifications: {
      label: 'Notification service',
      sublabel: 'consumer group C',
      kind: 'service',
      at: { x: 640, y: 201 },
      size: PEER,
      instances: 3,
    },
    replay: {
      label: 'Replay / DLQ worker',
      sublabel: 'manual + scheduled',
      kind: 'service',
      at: { x: 276, y: 320 },
      size: { width: 264, height: 62 },
    },
  },
  arrows: [
    { from: 'orders', to: 'kafka', toOffset: -90, latency: LOCAL_HOP, isOrdered: true },
    { from: 'catalog', to: 'kafka', latency: LOCAL_HOP, isOrdered: true },
    { from: 'users', to: 'kafka', toOffset: 90, latency: LOCAL_HOP, isOrdered: true },
    { from: 'kafka', to: 'kafka', latency: LOCAL_HOP, isOrdered: true },
    { from: 'kafka', to: 'search', fromOffset: -90, pulledBy: 'to', latency: LOCAL_HOP, isOrdered: true },
    { from: 'kafka', to: 'warehouse', pulledBy: 'to', latency: LOCAL_HOP, isOrdered: true },
    { from: 'kafka', to: 'notifications', fromOffset: 90, pulledBy: 'to', latency: LOCAL_HOP, isOrdered: true },
    {
      from: 'kafka',
      to: 'replay',
      fromOffset: -62,
      toOffset: -62,
      pulledBy: 'to',
      tone: 'failed',
      latency: LOCAL_HOP,
      isOrdered: true,
    },
    {
      from: 'replay',
      to: 'kafka',
      fromOffset: 62,
      toOffset: 62,
      tone: 'degraded',
      latency: LOCAL_HOP,
      isOrdered: true,
    },
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
    { tone: 'throttled', text: 'not read yet' },
    { tone: 'failed', text: 'dead-lettered' },
    { tone: 'degraded', text: 'replayed' },
  ],
})
