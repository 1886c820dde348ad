/** The schema of the projections, and the collections that are indexed. */
import { COLLECTIONS } from './contracts'
import projections from './migrations/001-projections.sql?raw'

export const migrations: readonly string[] = [
  projections,
  `INSERT INTO collections (address, name) VALUES ${COLLECTIONS.map(({ address, name }) => `('${address}', '${name}')`).join(', ')}`,
]
