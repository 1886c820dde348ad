/** Plays one program against scripted brokers. */
import { expect } from 'vitest'
import type { ProducerOptions } from '../../port/producer'
import { type ClientRunOptions, playClientRun, type Program } from './client-run'
import type { ScriptedCluster } from './scripted-cluster'

export const TOPIC = 'orders.v1'
/** Each record is a batch of its own, and quick to be tried again. */
export const SINGLE: ProducerOptions = { batchSize: 1, lingerMs: 0, requestTimeoutMs: 500, deliveryTimeoutMs: 20_000 }

/** What a program may do to its cluster while it runs. */
type Played<Result> = (...given: [...Parameters<Program>, ScriptedCluster]) => Promise<Result>

/** Gives what the program returned, and the cluster. It has to end within the run. */
export async function playProgram<Result>(
  work: Played<Result>,
  options: Partial<ClientRunOptions> = {},
): Promise<{ readonly result: Result; readonly cluster: ScriptedCluster }> {
  const results: Result[] = []
  let scripted: ScriptedCluster | undefined
  const { cluster } = await playClientRun({
    topics: { [TOPIC]: 1 },
    ...options,
    script: (made) => {
      scripted = made
      options.script?.(made)
    },
    programs: [
      async (clients, context) => {
        results.push(await work(clients, context, scripted!))
      },
    ],
  })
  expect(results).toHaveLength(1)
  return { result: results[0]!, cluster }
}
