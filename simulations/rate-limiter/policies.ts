/** Policies and their keys. All keys of a request share the hash tag of its tenant, so that one script may touch them. */
import type { Parameters } from './parameters'
import type { Caller, Route } from './requests'

/** One limit that a request is checked against. */
export interface Policy {
  readonly name: string
  readonly key: string
  /** Requests per window. */
  readonly limit: number
}

/** The policies of requests by caller. Each policy is made once, so that its key is one string wherever it is used. */
export interface PolicyBook {
  /** Tenant, user, and tenant and route; or the one shared key, if keys are not composite. */
  of(caller: Caller): readonly Policy[]
}

interface TenantPolicies {
  readonly tenant: Policy
  readonly users: Map<string, Policy>
  readonly routes: Readonly<Record<Route, Policy>>
}

/** Composite keys: what a caller does counts for its tenant, its user, and its tenant on this route. */
export function createPolicyBook({ tenantLimit, userLimit, routeLimit }: Parameters): PolicyBook {
  const tenants = new Map<string, TenantPolicies>()

  function tenantPolicies(tenant: string): TenantPolicies {
    const known = tenants.get(tenant)
    if (known !== undefined) return known
    const routePolicy = (route: Route) => ({ name: 'route', key: `rl:{${tenant}}:${route}`, limit: routeLimit })
    const made: TenantPolicies = {
      tenant: { name: 'tenant', key: `rl:{${tenant}}`, limit: tenantLimit },
      users: new Map(),
      routes: { orders: routePolicy('orders'), payments: routePolicy('payments'), search: routePolicy('search') },
    }
    tenants.set(tenant, made)
    return made
  }

  return {
    of: ({ tenant, user, route }) => {
      const known = tenantPolicies(tenant)
      let userPolicy = known.users.get(user)
      if (userPolicy === undefined) {
        userPolicy = { name: 'user', key: `rl:{${tenant}}:${user}`, limit: userLimit }
        known.users.set(user, userPolicy)
      }
      return [known.tenant, userPolicy, known.routes[route]]
    },
  }
}

/** The limit of the one shared key per window. */
export function limitOfSharedKey({ sharedLimit, windowMs }: Parameters): number {
  return Math.round((sharedLimit * windowMs) / 1000)
}

/** What is left of the keys without the safeguard: one for everybody. */
export function createSharedBook(parameters: Parameters): PolicyBook {
  const shared: readonly Policy[] = [{ name: 'shared', key: 'rl:{all}', limit: limitOfSharedKey(parameters) }]
  return { of: () => shared }
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
