/** The statements that write a block, in the transaction of its cursor. */
import type { SqlStatement } from '~/infra/postgres/port'
import burnedSql from '../sql/burned.sql?raw'
import historySql from '../sql/history.sql?raw'
import indexedSql from '../sql/indexed.sql?raw'
import listingsSql from '../sql/listings.sql?raw'
import quarantineSql from '../sql/quarantine.sql?raw'
import tokensSql from '../sql/tokens.sql?raw'
import type { BlockRows, TokenRow } from './project'

/** One statement for each list that has rows, and last what the tables hold then. */
export function statementsOf(
  { tokens, burned, listings, history, quarantine }: BlockRows,
  height: number,
): readonly SqlStatement[] {
  const write = (text: string, list: readonly object[], ...more: readonly number[]) =>
    list.length === 0 ? [] : [{ text, values: [JSON.stringify(list), ...more] }]
  return [
    ...write(tokensSql, tokens.map(asRow), height),
    ...write(burnedSql, burned.map(asRow)),
    ...write(listingsSql, listings, height),
    ...write(historySql, history, height),
    ...write(quarantineSql, quarantine, height),
    { text: indexedSql, values: [height] },
  ]
}

/** JSON leaves out what is undefined. */
function asRow(row: TokenRow): object {
  return { ...row, place: undefined }
}
