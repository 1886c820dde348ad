/** What boxes answer to the queries of their panels, checked where it crosses into the page. */
import * as v from 'valibot'
import type { Json } from '~/kernel/json'
import type { TablePanel } from '~/kernel/panel'

const cell = v.custom<Json>((value) => value !== undefined)
const opens = v.custom<TablePanel>(
  (value) => typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'table',
)

const act = v.object({ label: v.string(), verb: v.string(), value: v.optional(v.string()) })

/** One page of a table. */
export const tablePage = v.object({
  text: v.optional(v.string()),
  columns: v.array(
    v.object({
      name: v.string(),
      as: v.optional(v.picklist(['number', 'duration', 'prose'])),
      none: v.optional(v.string()),
    }),
  ),
  rows: v.array(v.object({ cells: v.array(cell), opens: v.optional(opens), act: v.optional(act) })),
  next: cell,
  empty: v.optional(v.string()),
})

/** What is said of a file. */
export const filePage = v.object({ ...tablePage.entries, act: v.optional(act) })

/** Accounts, or why there are none. */
export const accountsPage = v.union([
  v.object({ error: v.string() }),
  v.object({
    accounts: v.array(
      v.object({
        account: v.string(),
        kind: v.string(),
        currency: v.string(),
        debits: v.number(),
        credits: v.number(),
        pending: v.number(),
        latest: v.array(v.number()),
      }),
    ),
  }),
])

/** What a prompt prints. */
export const promptAnswer = v.object({ text: v.string(), isWrite: v.boolean() })
