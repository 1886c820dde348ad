/** The limit that belongs to a key, from the way keys are written in `policies.ts`. */
import type { Parameters } from '../parameters'
import { limitOfSharedKey } from '../policies'
import { ROUTES } from '../requests'

/** The limit of a key per window. */
export function limitOfKey(key: string, parameters: Parameters): number {
  if (key === 'rl:{all}') return limitOfSharedKey(parameters)
  const rest = key.slice(key.indexOf('}') + 2)
  if (rest === '') return parameters.tenantLimit
  return (ROUTES as readonly string[]).includes(rest) ? parameters.routeLimit : parameters.userLimit
}
