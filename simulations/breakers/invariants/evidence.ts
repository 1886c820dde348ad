/** How evidence about breakers is told. */
import type { Breaker } from './history'

/** A breaker by name: `payments #2`. */
export function nameOf({ dependency, instance }: Pick<Breaker, 'dependency' | 'instance'>): string {
  return `${dependency} #${instance}`
}

/** A span of time in words. */
export function span(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms)} ms`
}

/** A share in words. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
