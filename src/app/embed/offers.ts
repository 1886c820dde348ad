/** What can be embedded: the catalog, and the scenarios of a diagram, which only its code knows. */
import { connectEngine } from '~/host/connect'

export { catalog } from '~/catalog'

/** The scenarios of a live diagram. A worker is asked, and let go. */
export async function loadScenarios(id: string): Promise<readonly { readonly id: string; readonly title: string }[]> {
  const connection = connectEngine()
  try {
    const { scenarios } = await connection.engine.describe(id)
    return scenarios.map(({ id: scenario, title }) => ({ id: scenario, title }))
  } finally {
    connection.close()
  }
}
