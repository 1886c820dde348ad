/**
 * A moment of a run in its address: `at=3155.2` (milliseconds, or `3.1552s`), `select=redis` or `select=gateway~redis`, `request=31884`.
 * Hostile until checked, as the rest of the address is: what does not fit is left out and named.
 */
import { ActionError, formatTarget, readTarget } from '~/kernel/action'
import { arrowName } from '~/kernel/arrow'
import type { Diagram } from '~/kernel/diagram'
import { GRID_US, RUN_MS_MAX } from '~/kernel/time'
import { QUERY_LENGTH_MAX } from './run-url'

/** A box by id or an arrow by name. */
export interface Selected {
  readonly kind: 'box' | 'arrow'
  readonly id: string
}

/** What of a run is looked at. */
export interface MomentUrl {
  readonly atMs?: number
  readonly select?: Selected
  readonly request?: number
}

/** Requests are numbered from 1; a run does not have more. */
const REQUEST_MAX = 0xffffffff
/** How much of a text is repeated in a notice. */
const SHOWN_MAX = 60

/** Reads the moment from the query of an address, and what of it was left out. */
export function parseMoment(
  search: string,
  diagram: Diagram,
): { readonly moment: MomentUrl; readonly notices: readonly string[] } {
  const query = new URLSearchParams(search.length > QUERY_LENGTH_MAX ? '' : search)
  const notices: string[] = []
  const read = <Value>(key: string, parse: (text: string) => Value | string): Value | undefined => {
    const text = query.get(key)
    if (text === null) return undefined
    const value = parse(text)
    if (typeof value !== 'string') return value
    notices.push(`“${key}” ${value}, not “${text.slice(0, SHOWN_MAX)}”; it was left out.`)
    return undefined
  }
  const atMs = read('at', parseTime)
  const select = read('select', (text) => parseSelected(text, diagram))
  const request = read('request', parseRequest)
  const moment = {
    ...(atMs === undefined ? {} : { atMs }),
    ...(select === undefined ? {} : { select }),
    ...(request === undefined ? {} : { request }),
  }
  return { moment, notices }
}

/** Writes a moment as parts of a query, each after an ampersand. */
export function formatMoment({ atMs, select, request }: MomentUrl): string {
  const parts = [
    atMs === undefined ? '' : `&at=${Number(atMs.toFixed(1))}`,
    select === undefined ? '' : `&select=${select.id}`,
    request === undefined ? '' : `&request=${request}`,
  ]
  return parts.join('')
}

function parseTime(text: string): number | string {
  const match = /^(\d{1,10}(?:\.\d{1,6})?)(ms|s)?$/.exec(text)
  const ms = match === null ? NaN : Number(match[1]) * (match[2] === 's' ? 1000 : 1)
  if (!(ms <= RUN_MS_MAX)) return `is a time from 0 to ${RUN_MS_MAX} ms, such as 3155.2 or 3.155s`
  // On the grid of the run, so that the moment is one that it gets to.
  return (Math.round((ms * 1000) / GRID_US) * GRID_US) / 1000
}

function parseSelected(text: string, diagram: Diagram): Selected | string {
  try {
    const target = readTarget(text, diagram)
    if (target.kind === 'arrow') return { kind: 'arrow', id: arrowName(target) }
    return formatTarget(target) === target.box
      ? { kind: 'box', id: target.box }
      : 'names a box or an arrow, no instance'
  } catch (error) {
    if (!(error instanceof ActionError)) throw error
    return `names a box or an arrow (${error.message})`
  }
}

function parseRequest(text: string): number | string {
  const request = /^\d{1,10}$/.test(text) ? Number(text) : 0
  return request >= 1 && request <= REQUEST_MAX ? request : `is the number of a request, from 1 to ${REQUEST_MAX}`
}
