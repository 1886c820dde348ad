/** A client of the schema registry over a drawn arrow to the box of the brokers: `RestService` of Confluent's client. */
import { isCallError } from '~/kernel/call-error'
import type { Context } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import { type RegisteredSchema, RegistryError, type SchemaRegistry } from '../port/registry'
import type {
  RegistryErrorBody,
  RegistryMethod,
  RegistryRequest,
  RegistryResponse,
  SubjectVersionBody,
} from '../protocol/registry-api'
import type { CompatibilityLevel } from '../schemas/compatibility'
import { backoffMs } from './backoff'

/** Settings have the names of Confluent's client in camel case, and its defaults; times are in milliseconds. */
export interface RegistryClientOptions {
  /** How long one attempt waits for its answer. */
  readonly timeoutMs: number
  /** `max.retries`: further attempts after one that may be repeated has failed. Each goes to the next broker. Default 3. */
  readonly retries?: number
  /** `retries.wait.ms`: doubled with each attempt, with 20 % jitter. Default 1,000. */
  readonly retryWaitMs?: number
  /** `retries.max.wait.ms`. Default 20,000. */
  readonly retryWaitMaxMs?: number
  /** Ask along the arrow that this box pulls, where it has both. Not needed where there is only one. */
  readonly isPull?: boolean
  /** The request of the outside world that this serves. Default 0: none. */
  readonly request?: number
}

const RETRIES = 3
const RETRY_WAIT_MS = 1_000
const RETRY_WAIT_MAX_MS = 20_000

/** The registry behind `box`. A method takes at most its attempts and the waits between them. */
export function createRegistryClient<Box extends string>(
  context: Pick<Context<Box>, 'call' | 'clock' | 'rng'>,
  box: Box,
  options: RegistryClientOptions,
): SchemaRegistry {
  const rng = context.rng.fork('schema-registry')
  const { retries = RETRIES, retryWaitMs = RETRY_WAIT_MS, retryWaitMaxMs = RETRY_WAIT_MAX_MS } = options
  const terms = { timeoutMs: options.timeoutMs, ...(options.isPull === undefined ? {} : { isPull: options.isPull }) }

  async function attempt(message: RegistryRequest): Promise<Json> {
    const { status, body } = await context.call<RegistryResponse>(box, message, terms)
    if (status < 400) return body
    const { error_code: code, message: text } = body as RegistryErrorBody
    throw new RegistryError(status, code, text)
  }

  async function ask(method: RegistryMethod, path: string, body: Json = null): Promise<Json> {
    const message: RegistryRequest = { type: 'Registry', request: options.request ?? 0, method, path, body }
    for (let failures = 1; ; failures += 1) {
      try {
        return await attempt(message)
      } catch (error) {
        if (!isRegistryOutage(error) || failures > retries) throw error
        await context.clock.sleep(backoffMs(retryWaitMs, retryWaitMaxMs, failures, rng))
      }
    }
  }

  return {
    register: async (subject, schema) =>
      ((await ask('POST', `${subjectPath(subject)}/versions`, { schema })) as { id: number }).id,
    lookup: async (subject, schema) => registered(await ask('POST', subjectPath(subject), { schema })),
    schemaById: async (id) => ((await ask('GET', `/schemas/ids/${id}`)) as { schema: string }).schema,
    latest: async (subject) => registered(await ask('GET', `${subjectPath(subject)}/versions/latest`)),
    version: async (subject, version) => registered(await ask('GET', `${subjectPath(subject)}/versions/${version}`)),
    versions: async (subject) => (await ask('GET', `${subjectPath(subject)}/versions`)) as number[],
    subjects: async () => (await ask('GET', '/subjects')) as string[],
    async check(subject, schema) {
      const path = `/compatibility${subjectPath(subject)}/versions?verbose=true`
      const answer = (await ask('POST', path, { schema })) as { is_compatible: boolean; messages?: string[] }
      return { isCompatible: answer.is_compatible, messages: answer.messages ?? [] }
    },
    async setCompatibility(level, subject) {
      await ask('PUT', configPath(subject), { compatibility: level })
    },
    async compatibility(subject) {
      const path = subject === undefined ? configPath() : `${configPath(subject)}?defaultToGlobal=true`
      return ((await ask('GET', path)) as { compatibilityLevel: CompatibilityLevel }).compatibilityLevel
    },
    deleteSubject: async (subject, { isPermanent = false } = {}) =>
      (await ask('DELETE', `${subjectPath(subject)}?permanent=${isPermanent}`)) as number[],
    deleteVersion: async (subject, version, { isPermanent = false } = {}) =>
      (await ask('DELETE', `${subjectPath(subject)}/versions/${version}?permanent=${isPermanent}`)) as number,
  }
}

/** True if the registry did not answer, or could not do now what it may do later: nothing is wrong with what was asked. */
export function isRegistryOutage(error: unknown): boolean {
  return isCallError(error) || (error instanceof RegistryError && error.isRetriable)
}

function subjectPath(subject: string): string {
  return `/subjects/${encodeURIComponent(subject)}`
}

function configPath(subject?: string): string {
  return subject === undefined ? '/config' : `/config/${encodeURIComponent(subject)}`
}

function registered(body: Json): RegisteredSchema {
  const { subject, version, id, schema } = body as SubjectVersionBody
  return { subject, version, id, schema }
}
