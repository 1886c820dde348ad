/** What stands in a cell of a table. */
import type { Json } from '~/kernel/json'
import type { TableColumn } from '~/kernel/panel'
import { formatNumber } from '../../../session/claim-result'
import { formatDuration } from '../../format'

/** A value as a cell shows it. */
export function cellText(value: Json, { as, none = '∅' }: Omit<TableColumn, 'name'> = {}): string {
  if (value === null) return none
  if (typeof value === 'object') return JSON.stringify(value)
  if (typeof value === 'number' && as === 'number') return formatNumber(value)
  return typeof value === 'number' && as === 'duration' ? formatDuration(value) : String(value)
}
