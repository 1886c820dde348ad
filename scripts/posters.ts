/** Prints the poster of every diagram as JSON, by id. */
import { catalog } from '~/catalog'
import { posterOf } from '~/app/diagram/poster'

process.stdout.write(JSON.stringify(Object.fromEntries(catalog.map(({ id, diagram }) => [id, posterOf(diagram)]))))
