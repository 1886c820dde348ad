/** Which resource answers a request, and whether it may write. */
import { type Json } from '~/kernel/json'
import type { RegistryRequest } from '../protocol/registry-api'
import { compatibilityResource } from './compatibility-resource'
import type { Decision, Resource, RestRequest } from './decision'
import type { RegistryState } from './registry-state'
import { RestError } from './rest-error'
import { schemasResource } from './schemas-resource'
import { configResource, modeResource } from './settings-resource'
import { subjectsResource } from './subjects-resource'

const RESOURCES: Readonly<Record<string, Resource>> = {
  subjects: subjectsResource,
  schemas: schemasResource,
  config: configResource,
  mode: modeResource,
  compatibility: compatibilityResource,
}

/** Decides about a request; what is wrong with it is an answer, too. */
export function decide(state: RegistryState, request: RegistryRequest): Decision {
  try {
    const rest = taken(request)
    const name = rest.segments[0] ?? ''
    if (!Object.hasOwn(RESOURCES, name)) throw new RestError('notFound')
    return RESOURCES[name]!(state, rest)
  } catch (error) {
    if (error instanceof RestError) return error.response
    throw error
  }
}

/** True for a request that may change what the registry knows: those are decided one after the other. */
export function mayWrite({ method, path }: RegistryRequest): boolean {
  if (method === 'GET') return false
  return method !== 'POST' || /^\/subjects\/[^/]*\/versions\/?(?:\?|$)/.test(path)
}

function taken({ method, path, body }: RegistryRequest): RestRequest {
  const [place = '', query = ''] = path.split('?')
  const parameters = new Set(query.split('&'))
  return {
    method,
    segments: place.split('/').filter((segment) => segment !== '').map(decoded), // prettier-ignore
    isSet: (parameter) => parameters.has(`${parameter}=true`),
    body: isObject(body) ? body : {},
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch (error) {
    if (error instanceof URIError) throw new RestError('notFound')
    throw error
  }
}

function isObject(body: Json): body is RestRequest['body'] {
  return typeof body === 'object' && body !== null && !Array.isArray(body)
}
