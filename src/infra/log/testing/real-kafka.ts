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
import { CLUSTER_ID, JAVA, kraftSettings, LOGGING, type KraftNode } from '../live-kraft'
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

interface Node extends KraftNode {
  child: ChildProcess | null
  log: string
}

const START_TIMEOUT_MS = 120_000
const ATTEMPTS_MAX = 3
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
  for (const node of nodes) await writeFile(settingsFile(root, node), kraftSettings(node, nodes))
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
