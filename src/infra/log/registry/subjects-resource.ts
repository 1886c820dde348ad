/** `/subjects`: names, versions, registration, deletion. `SubjectsResource` and `SubjectVersionsResource` of schema-registry. */
import type { SubjectVersionBody } from '../protocol/registry-api'
import type { Decision, RestRequest } from './decision'
import { register } from './registration'
import type { RegistryRecord, SchemaValue } from './registry-record'
import type { RegistryState } from './registry-state'
import { RestError } from './rest-error'
import { postedSchema } from './schema-text'

const VERSION_MAX = 2_147_483_647

export function subjectsResource(state: RegistryState, request: RestRequest): Decision {
  const [, subject, versions, version, part] = request.segments
  const { method } = request
  if (subject === undefined) return onGet(method, () => ({ body: state.subjectNames(request.isSet('deleted')) }))
  if (versions === undefined) return onSubject(state, request, subject)
  if (versions !== 'versions') throw new RestError('notFound')
  if (version === undefined) return onVersions(state, request, subject)
  const wanted = versionNumber(version)
  if (method === 'DELETE' && part === undefined) {
    return deleteVersion(state, subject, wanted, request.isSet('permanent'))
  }
  const found = versionOf(state, subject, wanted, request.isSet('deleted'))
  if (part === undefined) return onGet(method, () => ({ body: bodyOf(found) }))
  if (part === 'schema') return onGet(method, () => ({ body: JSON.parse(found.schema) as string }))
  if (part === 'referencedby') return onGet(method, () => ({ body: [] }))
  throw new RestError('notFound')
}

/** A version, or the last one for `latest`. @throws {RestError} 40401, 40402 */
export function versionOf(
  state: RegistryState,
  subject: string,
  wanted: number | 'latest',
  isDeletedIncluded: boolean,
): SchemaValue {
  const versions = state.versions(subject, isDeletedIncluded)
  if (versions.length === 0) throw new RestError('subjectNotFound', subject)
  const found = wanted === 'latest' ? versions.at(-1) : versions.find(({ version }) => version === wanted)
  if (found === undefined) throw new RestError('versionNotFound', String(wanted))
  return found
}

/** @throws {RestError} 42202 */
export function versionNumber(text: string): number | 'latest' {
  const word = text.trim().toLowerCase()
  if (word === 'latest' || word === '-1') return 'latest'
  const number = /^\d+$/.test(word) ? Number(word) : 0
  if (number < 1 || number > VERSION_MAX) throw new RestError('invalidVersion', text)
  return number
}

/** Answers a GET, and nothing else. @throws {RestError} 405 */
export function onGet(method: RestRequest['method'], answer: () => Decision): Decision {
  if (method !== 'GET') throw new RestError('methodNotAllowed')
  return answer()
}

function onSubject(state: RegistryState, { method, isSet, body }: RestRequest, subject: string): Decision {
  if (method === 'DELETE') return deleteSubject(state, subject, isSet('permanent'))
  if (method !== 'POST') throw new RestError('methodNotAllowed')
  const isDeletedIncluded = isSet('deleted')
  const { text } = postedSchema(body)
  const versions = state.versions(subject, isDeletedIncluded)
  const found = versions.findLast(({ schema }) => schema === text)
  if (found !== undefined) return { body: bodyOf(found) }
  throw versions.length === 0 ? new RestError('subjectNotFound', subject) : new RestError('schemaNotFound')
}

function onVersions(state: RegistryState, { method, isSet, body }: RestRequest, subject: string): Decision {
  if (method === 'POST') {
    if (subject.trim() === '' || subject.startsWith('__')) throw new RestError('invalidSubject', subject)
    return register(state, subject, postedSchema(body))
  }
  return onGet(method, () => {
    const versions = state.versions(subject, isSet('deleted'))
    if (versions.length === 0) throw new RestError('subjectNotFound', subject)
    return { body: versions.map(({ version }) => version) }
  })
}

function deleteSubject(state: RegistryState, subject: string, isPermanent: boolean): Decision {
  const all = state.versions(subject)
  const present = all.filter(({ deleted }) => !deleted)
  if (all.length === 0) throw new RestError('subjectNotFound', subject)
  if (isPermanent) {
    if (present.length > 0) throw new RestError('subjectNotSoftDeleted', subject)
    return { body: all.map(({ version }) => version), records: forGood(state, subject, all) }
  }
  if (present.length === 0) throw new RestError('subjectSoftDeleted', subject)
  if (state.mode(subject) === 'READONLY') throw new RestError('readOnly', subject)
  const records: RegistryRecord[] = [{ keytype: 'DELETE_SUBJECT', subject, value: present.at(-1)!.version }]
  return { body: present.map(({ version }) => version), records }
}

function deleteVersion(
  state: RegistryState,
  subject: string,
  wanted: number | 'latest',
  isPermanent: boolean,
): Decision {
  const { version, deleted, ...rest } = versionOf(state, subject, wanted, isPermanent || wanted !== 'latest')
  const name = `Subject '${subject}' Version ${version}`
  if (state.mode(subject) === 'READONLY') throw new RestError('readOnly', subject)
  if (isPermanent) {
    if (!deleted) throw new RestError('versionNotSoftDeleted', name)
    return { body: version, records: forGood(state, subject, [{ version, deleted, ...rest }]) }
  }
  if (deleted) throw new RestError('versionSoftDeleted', name)
  return {
    body: version,
    records: [{ keytype: 'SCHEMA', subject, version, value: { ...rest, version, deleted: true } }],
  }
}

/** The highest id is noted, so that it is not given again; a subject without versions has no settings either. */
function forGood(state: RegistryState, subject: string, gone: readonly SchemaValue[]): RegistryRecord[] {
  const records: RegistryRecord[] = [{ keytype: 'MAX_ID', value: state.maxId }]
  for (const { version } of gone.toReversed()) records.push({ keytype: 'SCHEMA', subject, version, value: null })
  if (gone.length < state.versions(subject).length) return records
  if (state.ownMode(subject) !== undefined) records.push({ keytype: 'MODE', subject, value: null })
  if (state.ownLevel(subject) !== undefined) records.push({ keytype: 'CONFIG', subject, value: null })
  return records
}

function bodyOf({ subject, version, id, schema }: SchemaValue): SubjectVersionBody {
  return { subject, version, id, schema }
}
