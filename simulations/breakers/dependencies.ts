/** The three dependencies, and who calls each of them through which box. */

import type { Route } from './requests'

/** The providers outside, each behind a breaker of its own. */
export const DEPENDENCIES = ['payments', 'vendor', 'maps'] as const

/** One of {@link DEPENDENCIES}. */
export type Dependency = (typeof DEPENDENCIES)[number]

/** The service that calls a dependency. */
export const SERVICE_OF = { payments: 'orders', vendor: 'pricing', maps: 'search' } as const satisfies Record<
  Dependency,
  string
>

/** The box of the breaker in front of a dependency. */
export type BreakerBox = `${(typeof SERVICE_OF)[Dependency]}-breaker`

/** The box of the breaker in front of a dependency. */
export function breakerBoxOf(dependency: Dependency): BreakerBox {
  return `${SERVICE_OF[dependency]}-breaker`
}

/** The arrow on which calls leave for a dependency. */
export function arrowOf(dependency: Dependency): string {
  return `${breakerBoxOf(dependency)}~${dependency}`
}

/** The arrows on which calls leave. */
export const CALL_ARROWS = DEPENDENCIES.map(arrowOf)

/** The dependency at the end of an arrow on which calls leave, or undefined for any other arrow. */
export function dependencyOf(arrow: string): Dependency | undefined {
  return DEPENDENCIES[CALL_ARROWS.indexOf(arrow)]
}

/** What each route needs. */
export const DEPENDENCY_OF = { order: 'payments', price: 'vendor', tile: 'maps' } as const satisfies Record<
  Route,
  Dependency
>
