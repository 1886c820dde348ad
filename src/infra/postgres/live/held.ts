/** What of ours is in a live PostgreSQL: schemas and their tables, by run. */
import { countOf, runsIn, type Held } from '../../live-held'
import { PostgresError, type SqlReply, type SqlStatement } from '../port'

const TABLES_SHOWN_MAX = 8

const OURS = {
  text: `SELECT n.nspname AS schema, coalesce(string_agg(c.relname, ',' ORDER BY c.relname), '') AS tables
    FROM pg_catalog.pg_namespace n
    LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p')
    WHERE n.nspname LIKE 'boxes\\_%' GROUP BY n.nspname ORDER BY n.nspname LIMIT 1000`,
}

/**
 * Reads which schemas of runs there are. `peek` asks one statement that only reads.
 * @throws {PostgresError} if that is refused
 */
export async function heldBy(peek: (statement: SqlStatement) => Promise<SqlReply>): Promise<readonly Held[]> {
  const reply = await peek(OURS)
  if (reply instanceof PostgresError) throw reply
  const tablesOf = new Map(reply.rows.map((row) => [String(row['schema']), String(row['tables'])]))
  return Array.from(runsIn(tablesOf.keys(), '_'), ([suffix]) => {
    const tables = tablesOf.get(`boxes_${suffix}`)!.split(',').filter(Boolean)
    const more = tables.length > TABLES_SHOWN_MAX ? ', …' : ''
    const named = tables.length === 0 ? '' : `: ${tables.slice(0, TABLES_SHOWN_MAX).join(', ')}${more}`
    return {
      suffix,
      what: `schema boxes_${suffix} with ${countOf(tables.length, 'table')}${named}`,
      remove: `psql -c 'DROP SCHEMA boxes_${suffix} CASCADE'`,
    }
  })
}
