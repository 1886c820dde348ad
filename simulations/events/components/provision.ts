/** Makes sure that the topics are there and the registry is as strict as it should be: every producer does, as a deployment would. */
import { createLogClients, createRegistryClient } from '~/infra/log/client'
import { LogError, type TopicResult } from '~/infra/log/port'
import type { Context } from '~/kernel/component'
import { isStoreTrouble } from '~/kernel/store-error'
import { FIRST_SCHEMAS } from '../events'
import { newTopics } from '../new-topics'
import { EVENT_TOPICS, subjectOf } from '../topics'
import { REQUEST_TIMEOUT_MS } from './request-timeout'

const PAUSE_MS = 200
const REGISTRY_TIMEOUT_MS = 1_000

/** Resolves when all is there; tries for as long as nobody answers. */
export async function provision(context: Context<'kafka'>, isStrict: boolean): Promise<void> {
  const { admin } = createLogClients(context, 'kafka', { requestTimeoutMs: REQUEST_TIMEOUT_MS })
  const registry = createRegistryClient(context, 'kafka', { timeoutMs: REGISTRY_TIMEOUT_MS })
  for (;;) {
    try {
      const known = new Set((await admin.describeTopics()).map(({ name }) => name))
      const missing = newTopics().filter(({ name }) => !known.has(name))
      if (missing.length > 0) throwRefused(await admin.createTopics(missing))
      for (const topic of EVENT_TOPICS) {
        await registry.setCompatibility(isStrict ? 'FULL' : 'NONE', subjectOf(topic))
        // What comes first decides what may follow: no deployment is to get in before the schema that readers have.
        await registry.register(subjectOf(topic), FIRST_SCHEMAS[topic])
      }
      return
    } catch (error) {
      if (!isStoreTrouble(error)) throw error
      await context.clock.sleep(PAUSE_MS * (0.5 + context.rng.float()))
    }
  }
}

/**
 * One that somebody else has made meanwhile is there as well. Any other refusal may pass: with too few brokers up no replica can be placed.
 * @throws {LogError}
 */
function throwRefused(results: readonly TopicResult[]): void {
  for (const { name, error, message } of results) {
    if (error !== 'NONE' && error !== 'TOPIC_ALREADY_EXISTS') throw new LogError(error, message ?? name)
  }
}
