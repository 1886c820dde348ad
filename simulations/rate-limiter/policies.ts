/** Policies and their keys. All keys of a request share the hash tag of its tenant, so that one script may touch them. */
import type { Parameters } from './parameters'
import type { Caller } from './requests'

/** One limit that a request is checked against. */
export interface Policy {
  readonly name: string
  readonly key: string
  /** Requests per window. */
  readonly limit: number
}

/** What the whole API may take per second: the limit of the one shared key when composite keys are switched off. */
export const SHARED_LIMIT_PER_SECOND = 10_000

/** The policies of a request: tenant, user, and tenant and route; or the one shared key, if keys are not composite. */
export function policiesOf(caller: Caller, parameters: Parameters, isComposite: boolean): readonly Policy[] {
  if (!isComposite) {
    const limit = Math.round((SHARED_LIMIT_PER_SECOND * parameters.windowMs) / 1000)
    return [{ name: 'shared', key: 'rl:{all}', limit }]
  }
  const { tenant, user, route } = caller
  return [
    { name: 'tenant', key: `rl:{${tenant}}`, limit: parameters.tenantLimit },
    { name: 'user', key: `rl:{${tenant}}:${user}`, limit: parameters.userLimit },
    { name: 'route', key: `rl:{${tenant}}:${route}`, limit: parameters.routeLimit },
  ]
}

/**
 * How long the log keeps an entry beyond the window. A client sees a decision up to one Redis deadline after Redis made it;
 * keeping entries that much longer makes the limit hold in every window of *admissions*, not only in Redis' own time.
 */
export function guardMs(parameters: Parameters): number {
  return parameters.redisTimeoutMs
}

/** What each gateway may admit of a limit on its own: its part of the share that the shadow cache has. */
export function shadowLimit(limit: number, share: number, instances: number): number {
  return Math.max(1, Math.floor((limit * share) / instances))
}
