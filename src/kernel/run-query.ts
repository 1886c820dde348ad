/** A run as the query of an address: `scenario=outage&seed=7&without=shadow-cache&do=crash:gateway@8500`. */
import { formatAction } from './action'
import type { Run } from './run'

/** Writes a run as a query, without the question mark. How long it may be is for the reader to say. */
export function formatRunQuery(run: Run): string {
  const parts = [`scenario=${encode(run.scenario)}`, `seed=${run.seed}`]
  for (const id of run.without) parts.push(`without=${encode(id)}`)
  for (const [name, value] of Object.entries(run.settings)) parts.push(`set=${encode(`${name}:${value}`)}`)
  if (run.durationMs !== undefined) parts.push(`duration=${run.durationMs}`)
  if (run.settleMs !== undefined) parts.push(`settle=${run.settleMs}`)
  if (run.unhealed !== undefined) parts.push(`unhealed=${encode(run.unhealed)}`)
  for (const [store, engine] of Object.entries(run.engines ?? {})) parts.push(`${encode(store)}=${encode(engine)}`)
  for (const action of run.actions) parts.push(`do=${encode(formatAction(action))}`)
  return parts.join('&')
}

/** Percent-encoding that leaves alone what a query may hold as it is, so that people can read it. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/%(3A|40|2F|3D|2C)/g, (code) => decodeURIComponent(code))
}
