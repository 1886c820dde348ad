/** `/compatibility`: whether a schema could be registered. `CompatibilityResource` of schema-registry. */
import type { Decision, RestRequest } from './decision'
import { checkAgainst } from './registration'
import type { SchemaValue } from './registry-record'
import type { RegistryState } from './registry-state'
import { RestError } from './rest-error'
import { postedSchema } from './schema-text'
import { versionNumber } from './subjects-resource'

export function compatibilityResource(state: RegistryState, request: RestRequest): Decision {
  const { method, segments, isSet, body } = request
  const [, subjects, subject, versions, version] = segments
  if (subjects !== 'subjects' || subject === undefined || versions !== 'versions') throw new RestError('notFound')
  if (method !== 'POST') throw new RestError('methodNotAllowed')
  const compared = version === undefined ? state.versions(subject, false) : oneOf(state, subject, version)
  const messages = messagesOf(isSet('verbose'), () => checkAgainst(state, subject, postedSchema(body), compared))
  return { body: { is_compatible: messages.length === 0, ...(isSet('verbose') ? { messages } : {}) } }
}

/** A subject without versions takes any schema, so the latest of none is no error; a version by its number is. */
function oneOf(state: RegistryState, subject: string, version: string): SchemaValue[] {
  const wanted = versionNumber(version)
  const versions = state.versions(subject, false)
  if (wanted === 'latest') return versions.slice(-1)
  const found = versions.filter((each) => each.version === wanted)
  if (found.length === 0) throw new RestError('versionNotFound', version)
  return found
}

/** Asked to be verbose, the registry says in a message that a text is no schema. */
function messagesOf(isVerbose: boolean, check: () => string[]): string[] {
  try {
    return check()
  } catch (error) {
    if (isVerbose && error instanceof RestError) return [error.message]
    throw error
  }
}
