/** The schema of the projections, the collections that are indexed, and the block after which that begins. */
import type { Marketplace } from './marketplace'
import projections from './migrations/001-projections.sql?raw'

export function migrationsOf({ collections, height }: Pick<Marketplace, 'collections' | 'height'>): readonly string[] {
  const rows = collections.map(({ address, name }) => `('${address}', '${name}')`).join(', ')
  const cursor = `UPDATE cursor SET height = ${height}, chain_height = ${height}`
  return [
    projections,
    `INSERT INTO collections (address, name) VALUES ${rows}`,
    // A chain that was there before is followed from where the run begins.
    ...(height === 0 ? [] : [cursor]),
  ]
}
