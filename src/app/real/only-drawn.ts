/** What the page says of diagrams that have no code yet. Pure. */
import type { CatalogEntry } from '~/catalog'

/** A heading and its words; none where every diagram runs. */
export function onlyDrawn(catalog: readonly CatalogEntry[]): readonly (readonly [term: string, words: string])[] {
  const drawn = catalog.filter(({ isLive }) => !isLive).map(({ diagram }) => diagram.title)
  return drawn.length === 0
    ? []
    : [['Diagrams that are only drawn', `${drawn.join(', ')}: not live yet, and marked so.`]]
}
