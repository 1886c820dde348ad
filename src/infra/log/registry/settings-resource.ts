/** `/config` and `/mode`, for a subject or for all. `ConfigResource` and `ModeResource` of schema-registry. */
import { COMPATIBILITY_LEVELS, type CompatibilityLevel } from '../schemas/compatibility'
import type { Decision, RestRequest } from './decision'
import type { RegistryMode } from './registry-record'
import type { RegistryState } from './registry-state'
import { RestError } from './rest-error'

const MODES: readonly RegistryMode[] = ['READWRITE', 'READONLY']

export function configResource(state: RegistryState, { method, segments, isSet, body }: RestRequest): Decision {
  const subject = segments[1] ?? null
  const own = state.ownLevel(subject)
  switch (method) {
    case 'GET':
      if (subject !== null && own === undefined && !isSet('defaultToGlobal')) {
        throw new RestError('levelNotConfigured', subject)
      }
      return { body: { compatibilityLevel: state.level(subject) } }
    case 'PUT': {
      const level = levelOf(body['compatibility'])
      if (state.mode(subject) === 'READONLY') throw new RestError('readOnly', subject ?? 'null')
      return { body: { compatibility: level }, records: [{ keytype: 'CONFIG', subject, value: level }] }
    }
    case 'DELETE':
      if (subject !== null && own === undefined) throw new RestError('subjectNotFound', subject)
      return {
        body: { compatibilityLevel: state.level(subject) },
        records: [{ keytype: 'CONFIG', subject, value: null }],
      }
    default:
      throw new RestError('methodNotAllowed')
  }
}

export function modeResource(state: RegistryState, { method, segments, isSet, body }: RestRequest): Decision {
  const subject = segments[1] ?? null
  const own = state.ownMode(subject)
  switch (method) {
    case 'GET':
      if (subject !== null && own === undefined && !isSet('defaultToGlobal')) {
        throw new RestError('modeNotConfigured', subject)
      }
      return { body: { mode: state.mode(subject) } }
    case 'PUT': {
      const mode = MODES.find((each) => each === body['mode'])
      if (mode === undefined) throw new RestError('invalidMode')
      return { body: { mode }, records: [{ keytype: 'MODE', subject, value: mode }] }
    }
    case 'DELETE':
      if (subject === null) throw new RestError('methodNotAllowed')
      if (own === undefined) throw new RestError('subjectNotFound', subject)
      return { body: { mode: own }, records: [{ keytype: 'MODE', subject, value: null }] }
    default:
      throw new RestError('methodNotAllowed')
  }
}

function levelOf(value: unknown): CompatibilityLevel {
  const name = typeof value === 'string' ? value.toUpperCase() : ''
  const level = COMPATIBILITY_LEVELS.find((each) => each === name)
  if (level === undefined) throw new RestError('invalidLevel')
  return level
}
