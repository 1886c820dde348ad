/** `/schemas`: schemas by their ids. `SchemasResource` of schema-registry. */
import type { Decision, RestRequest } from './decision'
import type { RegistryState } from './registry-state'
import { RestError } from './rest-error'
import { onGet } from './subjects-resource'

export function schemasResource(state: RegistryState, { method, segments, isSet }: RestRequest): Decision {
  const [, what, number = '', part] = segments
  if (what === 'types') return onGet(method, () => ({ body: ['AVRO'] }))
  if (what !== 'ids') throw new RestError('notFound')
  const id = /^\d+$/.test(number) ? Number(number) : 0
  const text = state.textOf(id)
  // Also where all its versions are deleted: what was written by it can still be read.
  if (text === undefined) throw new RestError('schemaNotFound', number)
  const versions = state.versionsOf(id).filter(({ deleted }) => !deleted || isSet('deleted'))
  switch (part) {
    case undefined:
      return onGet(method, () => ({ body: { schema: text } }))
    case 'schema':
      return onGet(method, () => ({ body: JSON.parse(text) as string }))
    case 'subjects':
      return onGet(method, () => ({ body: [...new Set(versions.map(({ subject }) => subject))] }))
    case 'versions':
      return onGet(method, () => ({ body: versions.map(({ subject, version }) => ({ subject, version })) }))
    default:
      throw new RestError('notFound')
  }
}
