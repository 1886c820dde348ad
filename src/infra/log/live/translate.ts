/**
 * The one place where a run's words become the cluster's, and back: topics and groups bear a prefix, brokers have the numbers that
 * they have instead of those of their box's instances, and times are of the wall's clock instead of the run's.
 */
import type { LogRequest } from '../protocol/api'
import type { MetadataResponse } from '../protocol/cluster-api'
import type { ListGroupsResponse } from '../protocol/group-api'
import { shiftTimes } from './shift-times'

/** How words differ. */
export interface Words {
  readonly prefix: string
  /** The cluster's number of a broker, by its instance, and the other way round. */
  nodeOf(instance: number): number
  instanceOf(node: number): number
  /** How far the wall's clock is ahead of the run's, in whole milliseconds. */
  readonly aheadMs: number
}

/** What becomes of each sort of word. */
interface Rules {
  name(text: string): string
  node(id: number): number
  readonly aheadMs: number
  /** What people are told, which may name a topic. */
  told(text: string): string
}

/** Whose values are what, by the names that they have in `protocol/`. */
const NAMED = new Set(['topic', 'groupId'])
const NODES = new Set(['nodeId', 'leaderId', 'controllerId', 'replicas', 'isr', 'offlineReplicas', 'assignments'])
const TIMES = new Set(['timestamp', 'logAppendTimeMs'])

/** A request of the run as the cluster is to get it. */
export function intoCluster<Request extends LogRequest>(words: Words, request: Request): Request {
  const { prefix, aheadMs } = words
  const rules: Rules = {
    name: (text) => prefix + text,
    node: (id) => words.nodeOf(id),
    aheadMs,
    told: (text) => text,
  }
  return translated(rules, '', request) as Request
}

/** An answer of the cluster as the run is to get it. Of what is not the run's only the cluster's own topics are told. */
export function outOfCluster(words: Words, request: LogRequest, response: object): object {
  const { prefix, aheadMs } = words
  const rules: Rules = {
    name: (text) => (text.startsWith(prefix) ? text.slice(prefix.length) : text),
    node: (id) => words.instanceOf(id),
    aheadMs: -aheadMs,
    told: (text) => text.replaceAll(prefix, ''),
  }
  return translated(rules, '', ownPart(prefix, request, response)) as object
}

function ownPart(prefix: string, request: LogRequest, response: object): object {
  if (request.type === 'ListGroups') {
    const { groups } = response as ListGroupsResponse
    return { ...response, groups: groups.filter(({ groupId }) => groupId.startsWith(prefix)) }
  }
  if (request.type === 'Metadata' && request.topics === null) {
    // It was asked for by name what the run has ever named, and some of that may not be there.
    const { topics } = response as MetadataResponse
    return { ...response, topics: topics.filter(({ error }) => error !== 'UNKNOWN_TOPIC_OR_PARTITION') }
  }
  return response
}

function translated(rules: Rules, key: string, value: unknown): unknown {
  if (typeof value === 'string')
    return NAMED.has(key) ? rules.name(value) : key === 'message' ? rules.told(value) : value
  if (typeof value === 'number') {
    // Negative numbers stand for nobody, and for no time.
    if (value < 0) return value
    return NODES.has(key) ? rules.node(value) : TIMES.has(key) ? value + rules.aheadMs : value
  }
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return shiftTimes(value, rules.aheadMs)
  if (Array.isArray(value))
    return value.map((item: unknown) => (isName(key, item) ? rules.name(item) : translated(rules, key, item)))
  const entries = Object.entries(value).map(([name, item]): [string, unknown] => {
    // Only topics are called by a name of the run's: protocols and settings have names, too.
    if (name === 'name' && key === 'topics') return [name, rules.name(item as string)]
    return name === 'configs' ? [name, item] : [name, translated(rules, name, item)]
  })
  return Object.fromEntries(entries)
}

/** Lists of topics and groups hold their bare names, or objects. */
function isName(key: string, item: unknown): item is string {
  return typeof item === 'string' && (key === 'topics' || key === 'groups')
}
