/** What can be embedded: the catalog, and what may be in a run of a diagram, which only its code knows. */
import { connectEngine } from '~/host/connect'
import type { SimulationDescription } from '~/host/describe'

export { catalog } from '~/catalog'

/** Describes a live diagram. A worker is asked, and let go. */
export async function loadDescription(id: string): Promise<SimulationDescription> {
  const connection = connectEngine()
  try {
    return await connection.engine.describe(id)
  } finally {
    connection.close()
  }
}
