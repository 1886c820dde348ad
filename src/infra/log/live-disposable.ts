/** A Kafka to be thrown away: three brokers, each with a part in the quorum, on the loopback, without a password. */
import type { Command, Disposable, Machine } from '../live-disposable'
import { CLUSTER_ID, JAVA, kraftSettings, LOGGING, STARTED, type KraftNode } from './live-kraft'

const BROKERS = 3

/** How it is started. */
export const disposable: Disposable = {
  ports: 2 * BROKERS,
  plan(machine, folder, ports) {
    const program = machine.program(['java'])
    const jars = jarsOf(machine)
    if (program === null || jars === null) {
      const java = program === null ? 'apt-get install default-jre-headless maven (Debian), then ' : ''
      return { missing: `Kafka: ${java}npm test -- --only Kafka, which fetches it from Maven Central` }
    }
    const nodes = Array.from({ length: BROKERS }, (_, nodeId): KraftNode => ({
      nodeId,
      port: ports[nodeId]!,
      controllerPort: ports[BROKERS + nodeId]!,
      folder: `${folder}/broker-${nodeId}`,
    }))
    const settings = ({ nodeId }: KraftNode) => `broker-${nodeId}.properties`
    const logging = `-Dlog4j2.configurationFile=${folder}/log4j2.properties`
    const java = (args: readonly string[]): Command => ({
      program,
      args: [...JAVA, logging, '-cp', `${jars}/*`, ...args],
    })
    return {
      files: {
        'log4j2.properties': LOGGING,
        ...Object.fromEntries(nodes.map((node) => [settings(node), kraftSettings(node, nodes)])),
      },
      prepare: nodes.map((node) =>
        java(['kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', `${folder}/${settings(node)}`]),
      ),
      servers: nodes.map((node) => ({
        ...java(['kafka.Kafka', `${folder}/${settings(node)}`]),
        port: node.port,
        says: STARTED,
        // It is thrown away: an orderly end would take seconds.
        endsBy: 'SIGKILL' as const,
      })),
      url: nodes.map(({ port }) => `127.0.0.1:${port}`).join(','),
    }
  },
}

/** The folder of the newest jars that were fetched. */
function jarsOf({ cache, list }: Machine): string | null {
  const newest = list(`${cache}/kafka`)
    .filter((name) => /^\d/.test(name))
    .toSorted()
    .at(-1)
  return newest === undefined ? null : `${cache}/kafka/${newest}`
}
