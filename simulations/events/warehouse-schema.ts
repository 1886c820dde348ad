/** The schema of the warehouse: the same text on any PostgreSQL. */
import schema from './sql/schema.sql?raw'

/** What is run before anything else. */
export const migrations: readonly string[] = [schema]
