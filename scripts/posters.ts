/** Prints the posters of all diagrams as JSON, by the names of their files. */
import { catalog } from '~/catalog'
import { postersOf } from '~/app/diagram/poster'

process.stdout.write(JSON.stringify(Object.assign({}, ...catalog.map(({ diagram }) => postersOf(diagram)))))
