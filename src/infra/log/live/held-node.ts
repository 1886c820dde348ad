/** What of ours is in a live Kafka: topics and consumer groups, by run. */
import { isCallError } from '~/kernel/call-error'
import { countOf, runsIn, type Held } from '../../live-held'
import type { LiveCluster } from './cluster-node'
import type { LiveConnections } from './connections-node'
import { LiveLogServer } from './server-node'

const TOPICS_SHOWN_MAX = 8
/** Where a Kafka usually is: the address that was named stays on the command line. */
const AT = '--bootstrap-server 127.0.0.1:9092'
/** What names of all runs begin with. */
const ALL = 'boxes.'

/** Reads which topics and groups of runs there are. @throws {CallError} if nobody answers */
export async function heldOn(cluster: LiveCluster, connections: LiveConnections): Promise<readonly Held[]> {
  const { topics } = await cluster.anyone({ type: 'Metadata', topics: null, request: 0 })
  const names = topics.map(({ name }) => name)
  const groups = await groupsOn(cluster, connections)
  const [byTopic, byGroup] = [runsIn(names, '.'), runsIn(groups, '.')]
  return Array.from(new Set([...byTopic.keys(), ...byGroup.keys()]), (suffix) => {
    const own = byTopic.get(suffix) ?? []
    const ownGroups = byGroup.get(suffix) ?? []
    const prefix = `${ALL}${suffix}.`
    const shown = own.slice(0, TOPICS_SHOWN_MAX).map((name) => name.slice(prefix.length))
    const named = shown.length === 0 ? '' : `: ${shown.join(', ')}${own.length > TOPICS_SHOWN_MAX ? ', …' : ''}`
    const pattern = prefix.replaceAll('.', '\\.')
    return {
      suffix,
      what: `${countOf(own.length, 'topic')} and ${countOf(ownGroups.length, 'consumer group')} ${prefix}*${named}`,
      remove: [
        ...(own.length > 0 ? [`kafka-topics.sh ${AT} --delete --topic '${pattern}.*'`] : []),
        ...removeGroups(ownGroups),
      ].join(' && '),
    }
  })
}

/** Groups may be called anything: what a shell could misread is left out. */
function removeGroups(groups: readonly string[]): readonly string[] {
  const plain = groups.filter((name) => /^[\w.-]+$/.test(name))
  return plain.length === 0
    ? []
    : [`kafka-consumer-groups.sh ${AT} --delete ${plain.map((name) => `--group ${name}`).join(' ')}`]
}

/** A broker that is down, or does not say, coordinates none that anybody could see. */
async function groupsOn(cluster: LiveCluster, connections: LiveConnections): Promise<readonly string[]> {
  const all = new LiveLogServer(cluster, connections, ALL, false)
  const asked = Array.from({ length: cluster.size }, async (_, broker) => {
    try {
      const { groups } = await all.ask(null, broker, { type: 'ListGroups', request: 0 })
      return groups.map(({ groupId }) => `${ALL}${groupId}`)
    } catch (error) {
      if (!isCallError(error)) throw error
      return []
    }
  })
  return (await Promise.all(asked)).flat()
}
