/** Registration of a schema under a subject, and the question whether it could be: `KafkaSchemaRegistry.register` of schema-registry. */
import { checkCompatibility, problemAsText, type CompatibilityLevel, type Verdict } from '../schemas/compatibility'
import type { Decision } from './decision'
import type { RegistryRecord, SchemaValue } from './registry-record'
import type { RegistryState } from './registry-state'
import { RestError } from './rest-error'
import type { PostedSchema } from './schema-text'
import { fieldAtPath } from './field-at-path'

/** So much of an older schema is quoted in a message. */
const QUOTED_LENGTH_MAX = 10 * 1024

export function register(state: RegistryState, subject: string, posted: PostedSchema): Decision {
  if (state.mode(subject) === 'READONLY') throw new RestError('readOnly', subject)
  const all = state.versions(subject)
  const present = all.filter(({ deleted }) => !deleted)
  const known = present.findLast(({ schema }) => schema === posted.text)
  if (known !== undefined) {
    const { version, id } = known
    return { body: { id }, fact: { subject, version, verdict: 'known', reason: '' } }
  }
  const version = (all.at(-1)?.version ?? 0) + 1
  const level = state.level(subject)
  const verdict = verdictOn(state, level, posted, present)
  if (!verdict.isCompatible) {
    const messages = messagesOf(verdict, level, present)
    const details = `Schema being registered is incompatible with an earlier schema for subject "${subject}", details: [${messages.join(', ')}]`
    const { response } = new RestError('incompatible', details)
    const reason = reasonOf(verdict, level, posted, present)
    return { ...response, fact: { subject, version, verdict: 'refused', reason } }
  }
  const id = state.idOf(posted.text) ?? state.maxId + 1
  // A version that was deleted and had the same schema makes room for the new one.
  const replaced = all.filter((each) => each.deleted && each.id === id)
  const records: RegistryRecord[] = replaced.map((each) => ({
    keytype: 'SCHEMA',
    subject,
    version: each.version,
    value: null,
  }))
  const value: SchemaValue = { subject, version, id, schema: posted.text, deleted: false }
  records.push({ keytype: 'SCHEMA', subject, version, value })
  return { body: { id }, records, fact: { subject, version, verdict: 'registered', reason: '' } }
}

/** The messages of a check; none if the schema may join these versions. */
export function checkAgainst(
  state: RegistryState,
  subject: string,
  posted: PostedSchema,
  versions: readonly SchemaValue[],
): string[] {
  const level = state.level(subject)
  const verdict = verdictOn(state, level, posted, versions)
  return verdict.isCompatible ? [] : messagesOf(verdict, level, versions)
}

function verdictOn(
  state: RegistryState,
  level: CompatibilityLevel,
  { schema }: PostedSchema,
  versions: readonly SchemaValue[],
): Verdict {
  return checkCompatibility(level, schema, versions.map((version) => state.schemaOf(version))) // prettier-ignore
}

function messagesOf(verdict: Verdict, level: CompatibilityLevel, versions: readonly SchemaValue[]): string[] {
  const { version, schema } = versions[verdict.against!]!
  const quoted =
    schema.length <= QUOTED_LENGTH_MAX ? `'${schema}'` : `<truncated> '${schema.slice(0, QUOTED_LENGTH_MAX)}...'`
  return [
    ...verdict.problems.map(problemAsText),
    `{oldSchemaVersion: ${version}}`,
    `{oldSchema: ${quoted}}`,
    `{validateFields: 'false', compatibility: '${level}'}`,
  ]
}

/** For people: what clashes first, by the name of its field, and with what. */
function reasonOf(
  verdict: Verdict,
  level: CompatibilityLevel,
  posted: PostedSchema,
  versions: readonly SchemaValue[],
): string {
  const { description, path, reader } = verdict.problems[0]!
  const old = versions[verdict.against!]!
  const field = fieldAtPath(reader === 'new' ? posted.text : old.schema, path)
  const named = field === '' ? '' : `field '${field}': `
  return `${named}${description} (version ${old.version}, ${level})`
}
