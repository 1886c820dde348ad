/**
 * Starts a real Kafka for a test: one broker, or a cluster of three, on free ports of the loopback, in folders that are thrown away.
 * Each is broker and controller at once (KRaft). Its jars are fetched by `scripts/kafka-jars.mjs`.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { freePort, stopChild } from '../../testing/real-server'
import { answersApiVersions } from './raw-kafka'

/** Where `npm test` keeps the jars, in a folder named by their versions; it runs in the root of the project. */
const CACHE = path.resolve('.cache', 'kafka')

/** A cluster that this process has started. */
export interface RealKafka {
  /** One for each broker, by its number. */
  readonly bootstrapServers: readonly string[]
  /** Ends a broker as a power cut does. */
  kill(nodeId: number): Promise<void>
  /** Starts a broker that was killed, on its old port and with what it had written. */
  restart(nodeId: number): Promise<void>
  /** Ends what was started, and nothing else, and removes its folders. */
  stop(): Promise<void>
}

interface Node {
  readonly nodeId: number
  readonly port: number
  readonly controllerPort: number
  readonly folder: string
  child: ChildProcess | null
  log: string
}

const START_TIMEOUT_MS = 120_000
const ATTEMPTS_MAX = 3
/** A small heap, the plain collector and the quick compiler: it lives for a minute. */
const JAVA = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData']
const CLUSTER_ID = 'MkU3OEVBNTcwNTJENDM2Qg'

/** What a broker says: warnings, to be shown if it does not start. */
const LOGGING = `status=error
appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=%p %m (%c)%n
rootLogger.level=warn
rootLogger.appenderRef.console.ref=console
`

/** The folder of the jars, or null. Java is not looked for: without it they would not have been fetched. */
export function realKafkaJars(): string | null {
  const folders = existsSync(CACHE) ? readdirSync(CACHE).filter((name) => /^\d/.test(name)) : []
  const newest = folders.toSorted().at(-1)
  return newest === undefined ? null : path.join(CACHE, newest)
}

/**
 * Resolves once every broker answers.
 * @param brokers with three, topics of the cluster itself have three copies, and a dead broker is noticed within three seconds
 * @throws Error with what the broker said if it does not start within two minutes
 */
export async function startRealKafka(brokers: 1 | 3): Promise<RealKafka> {
  for (let attempt = 1; ; attempt += 1) {
    const root = await mkdtemp(path.join(tmpdir(), 'kafka-conformance-'))
    const nodes = await Promise.all(Array.from({ length: brokers }, (_, nodeId) => plan(root, nodeId)))
    const stop = async () => {
      await Promise.all(nodes.map(end))
      await rm(root, { recursive: true, force: true })
    }
    try {
      await prepare(root, nodes)
      await Promise.all(nodes.map((node) => boot(root, node)))
      return {
        bootstrapServers: nodes.map(({ port }) => `127.0.0.1:${port}`),
        kill: (nodeId) => end(nodes[nodeId]!),
        restart: (nodeId) => boot(root, nodes[nodeId]!),
        stop,
      }
    } catch (error) {
      await stop()
      // Another process may have taken a port between the choice and the start.
      if (attempt === ATTEMPTS_MAX || !String(error).includes('Address already in use')) throw error
    }
  }
}

async function plan(root: string, nodeId: number): Promise<Node> {
  const [port, controllerPort] = await Promise.all([freePort(), freePort()])
  return { nodeId, port, controllerPort, folder: path.join(root, `broker-${nodeId}`), child: null, log: '' }
}

/** Writes the settings, and formats the folders: the first one by Kafka's tool, the others as copies of it. */
async function prepare(root: string, nodes: readonly Node[]): Promise<void> {
  await writeFile(path.join(root, 'log4j2.properties'), LOGGING)
  for (const node of nodes) await writeFile(settingsFile(root, node), settingsOf(node, nodes))
  const [first, ...others] = nodes as [Node, ...Node[]]
  const format = ['kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', settingsFile(root, first)]
  await promisify(execFile)('java', [...javaArguments(root), ...format])
  const properties = await readFile(path.join(first.folder, 'meta.properties'), 'utf8')
  for (const { folder, nodeId } of others) {
    await cp(first.folder, folder, { recursive: true })
    const own = properties
      .replace(/^node\.id=.*$/m, `node.id=${nodeId}`)
      .replace(/^directory\.id=.*$/m, `directory.id=${randomBytes(16).toString('base64url').replace(/^-/, 'A')}`)
    await writeFile(path.join(folder, 'meta.properties'), own)
  }
}

function settingsFile(root: string, { nodeId }: Node): string {
  return path.join(root, `broker-${nodeId}.properties`)
}

function settingsOf({ nodeId, port, controllerPort, folder }: Node, nodes: readonly Node[]): string {
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

function javaArguments(root: string): string[] {
  const jars = realKafkaJars()
  if (jars === null) throw new Error('Kafka is not installed: npm test -- --only Kafka fetches it, with Java and Maven')
  const logging = `-Dlog4j2.configurationFile=${path.join(root, 'log4j2.properties')}`
  return [...JAVA, logging, '-cp', path.join(jars, '*')]
}

/** Starts a broker and waits until it answers. */
async function boot(root: string, node: Node): Promise<void> {
  const child = spawn('java', [...javaArguments(root), 'kafka.Kafka', settingsFile(root, node)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  node.child = child
  node.log = ''
  // It must not outlive whoever started it, however that ends.
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('exit', () => process.removeListener('exit', kill))
  let failure: Error | undefined
  child.on('error', (error) => (failure = error))
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => (node.log = (node.log + data.toString()).slice(-20_000)))
  }
  const untilMs = performance.now() + START_TIMEOUT_MS
  while (!(await answersApiVersions('127.0.0.1', node.port))) {
    if (failure !== undefined) throw failure
    const isOver = child.exitCode !== null || child.signalCode !== null
    if (isOver || performance.now() > untilMs) {
      throw new Error(`Kafka ${isOver ? `ended with code ${child.exitCode}` : 'did not start in time'}:\n${node.log}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function end(node: Node): Promise<void> {
  const { child } = node
  node.child = null
  if (child !== null) await stopChild(child, 'SIGKILL')
}
