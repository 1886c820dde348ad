import type { ArrowFrame } from '~/projections/frame'

/**
 * Dashes mean that what goes along an arrow fails, or that nobody knows what becomes of it, and nothing else. A fault on an arrow that
 * nothing was lost to so far, such as one that makes it slow, shows as its badge and as its pace.
 */
export function isDashed({ tone, badges, figures }: ArrowFrame): boolean {
  if (tone === 'failed' || tone === 'unknown') return true
  return badges.length > 0 && (figures.rate === 0 || figures.lostRate > 0)
}
