/** Settings of a real Kafka that is to be thrown away: each node is broker and controller at once (KRaft), small, and of the loopback. */

/** One node of a cluster. */
export interface KraftNode {
  readonly nodeId: number
  readonly port: number
  readonly controllerPort: number
  readonly folder: string
}

/** The id of any such cluster. */
export const CLUSTER_ID = 'MkU3OEVBNTcwNTJENDM2Qg'

/** A small heap, the plain collector and the quick compiler: it does not live for long. */
export const JAVA = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData']

/** What a node logs as soon as it serves. */
export const STARTED = 'Kafka Server started'

/** What a node says: warnings, to be shown if it does not start, and that it has started. */
export const LOGGING = `status=error
appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=%p %m (%c)%n
rootLogger.level=warn
rootLogger.appenderRef.console.ref=console
logger.start.name=kafka.server.KafkaRaftServer
logger.start.level=info
`

/** `server.properties` of a node among its cluster. */
export function kraftSettings(
  { nodeId, port, controllerPort, folder }: KraftNode,
  nodes: readonly KraftNode[],
): string {
  const copies = nodes.length
  const copiesMin = Math.min(2, copies)
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': nodeId,
    'controller.quorum.voters': nodes.map((each) => `${each.nodeId}@127.0.0.1:${each.controllerPort}`).join(','),
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': folder,
    'auto.create.topics.enable': false,
    'default.replication.factor': copies,
    'min.insync.replicas': 1,
    'offsets.topic.replication.factor': copies,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': copiesMin,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': copies,
    'share.coordinator.state.topic.min.isr': copiesMin,
    'share.coordinator.state.topic.num.partitions': 4,
    // A first member does not wait three seconds for others.
    'group.initial.rebalance.delay.ms': 0,
    'num.network.threads': 2,
    'num.io.threads': 4,
    'log.cleaner.dedupe.buffer.size': 4_194_304,
    'log.cleaner.backoff.ms': 250,
    'log.retention.check.interval.ms': 500,
    'log.initial.task.delay.ms': 500,
    'log.index.size.max.bytes': 65_536,
    // A broker that was killed is noticed soon.
    'broker.session.timeout.ms': 3_000,
    'broker.heartbeat.interval.ms': 500,
    'replica.lag.time.max.ms': 3_000,
  }
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}
