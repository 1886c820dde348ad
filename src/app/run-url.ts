/**
 * The address is the run: `?v=1&scenario=outage&seed=7&without=shadow-cache&do=crash:gateway@8500&set=algorithm:gcra`. What an
 * address asks for is hostile until checked: it is capped in size and count, every part is checked against the diagram, and
 * a part that does not fit is left out and named.
 */
import { ActionError, parseAction, type Action } from '~/kernel/action'
import type { Diagram } from '~/kernel/diagram'
import { checkSetting, ParameterError } from '~/kernel/parameter'
import { SEED_MAX, type Run } from '~/kernel/run'
import { formatRunQuery } from '~/kernel/run-query'
import { RUN_MS_MAX } from '~/kernel/time'
import type { SimulationDescription } from '~/host/describe'
import { storeKinds } from '~/stores'
import { didYouMean } from './did-you-mean'
import { kindsOf } from './stores-of'

/** Version of what stands in addresses; it grows when an old address would mean another run. */
export const RUN_URL_VERSION = 1
/** Longest query that is read or written, in characters. */
export const QUERY_LENGTH_MAX = 8192
/** How many actions, settings and switches one address may hold. */
export const ACTIONS_MAX = 200
const SWITCHES_MAX = 60
/** How many notices are told one by one. */
const NOTICES_MAX = 12

/** Parts of an address that are about the run; everything else says how to show it. */
const RUN_KEYS = [
  'scenario',
  'seed',
  'set',
  'without',
  'do',
  'duration',
  'settle',
  'unhealed',
  'at',
  'request',
  ...storeKinds.map(({ name }) => name),
]

/** True if the query of an address asks for a run, and be it a broken one. */
export function namesRun(search: string): boolean {
  const query = new URLSearchParams(search)
  return RUN_KEYS.some((key) => query.has(key))
}

/** What a simulation offers, as far as an address can ask for it. */
export type Offer = Pick<
  SimulationDescription,
  'id' | 'scenarios' | 'claims' | 'mutants' | 'parameters' | 'verbs' | 'stores' | 'unhealed'
>

/** A run read from an address, and what of the address was left out. */
export interface ParsedRun {
  readonly run: Run
  readonly notices: readonly string[]
}

/** Reads the run from the query of an address. It always gives a run: what does not fit becomes a notice. */
export function parseRunUrl(search: string, diagram: Diagram, offer: Offer): ParsedRun {
  const notices: string[] = []
  const tooLong = search.length > QUERY_LENGTH_MAX
  if (tooLong) notices.push(`The address is longer than ${QUERY_LENGTH_MAX} characters, so none of it was read.`)
  const query = new URLSearchParams(tooLong ? '' : search)
  const one = (key: string) => single(query, key, notices)

  checkVersion(one('v'), notices)
  const duration = parseNumber(one('duration'), 'duration', 100, RUN_MS_MAX, notices)
  const settle = parseNumber(one('settle'), 'settle', 0, RUN_MS_MAX, notices)
  const unhealed = parseUnhealed(one('unhealed'), offer, notices)
  const engines = parseEngines(one, offer, notices)
  const run: Run = {
    simulation: offer.id,
    scenario: parseScenario(one('scenario'), offer, notices),
    seed: parseSeed(one('seed'), notices),
    settings: parseSettings(capped(query, 'set', SWITCHES_MAX, notices), offer, notices),
    without: parseWithout(capped(query, 'without', SWITCHES_MAX, notices), offer, notices),
    actions: parseActions(capped(query, 'do', ACTIONS_MAX, notices), diagram, offer, notices),
    ...(duration === undefined ? {} : { durationMs: duration }),
    ...(settle === undefined ? {} : { settleMs: settle }),
    ...(unhealed === undefined ? {} : { unhealed }),
    ...(Object.keys(engines).length === 0 ? {} : { engines }),
  }
  return { run, notices: shorten(notices) }
}

/** Writes a run as the query of an address, without the question mark; null if it is too long for one. */
export function formatRunUrl(run: Run): string | null {
  const query = `v=${RUN_URL_VERSION}&${formatRunQuery(run)}`
  return query.length > QUERY_LENGTH_MAX || run.actions.length > ACTIONS_MAX ? null : query
}

function quote(text: string): string {
  return `“${text.length > 60 ? `${text.slice(0, 60)}…` : text}”`
}

function single(query: URLSearchParams, key: string, notices: string[]): string | undefined {
  const [first, ...others] = query.getAll(key)
  if (others.length > 0) notices.push(`The address names “${key}” ${others.length + 1} times; the first was taken.`)
  return first
}

function checkVersion(text: string | undefined, notices: string[]): void {
  if (text === undefined || text === String(RUN_URL_VERSION)) return
  notices.push(
    `The address is of version ${quote(text)}, and was read as version ${RUN_URL_VERSION}, the only one there is.`,
  )
}

function capped(query: URLSearchParams, key: string, countMax: number, notices: string[]): readonly string[] {
  const all = query.getAll(key)
  if (all.length > countMax) {
    notices.push(`The address holds ${all.length} parts named “${key}”; only the first ${countMax} were read.`)
  }
  return all.slice(0, countMax)
}

function parseScenario(text: string | undefined, offer: Offer, notices: string[]): string {
  const fallback = offer.scenarios[0]!.id
  if (text === undefined) return fallback
  if (offer.scenarios.some(({ id }) => id === text)) return text
  const meant = didYouMean(
    text,
    offer.scenarios.map(({ id }) => id),
  )
  const known = meant === '' ? ` There are: ${offer.scenarios.map(({ id }) => id).join(', ')}.` : meant
  notices.push(`There is no scenario ${quote(text)}; “${fallback}” was taken.${known}`)
  return fallback
}

/** The seed of an address that names none. */
export const SEED_DEFAULT = 42

function parseSeed(text: string | undefined, notices: string[]): number {
  if (text === undefined) return SEED_DEFAULT
  const seed = readSeed(text)
  if (seed !== null) return seed
  notices.push(`A seed is a whole number from 0 to ${SEED_MAX}, not ${quote(text)}; ${SEED_DEFAULT} was taken.`)
  return SEED_DEFAULT
}

/** Reads a seed as somebody typed it; null if it is none. */
export function readSeed(text: string): number | null {
  const seed = /^\d{1,10}$/.test(text.trim()) ? Number(text) : NaN
  return seed <= SEED_MAX ? seed : null
}

/** The part of the diagram that stays broken in the calm end. */
function parseUnhealed(text: string | undefined, offer: Offer, notices: string[]): string | undefined {
  if (text === undefined || Object.hasOwn(offer.unhealed, text)) return text
  const known = Object.keys(offer.unhealed).join(', ') || 'none'
  notices.push(`There is no part ${quote(text)} that can stay broken (there is: ${known}); everything is healed.`)
  return undefined
}

function parseNumber(text: string | undefined, name: string, min: number, max: number, notices: string[]) {
  if (text === undefined) return undefined
  const value = text.trim() === '' ? NaN : Number(text)
  if (value >= min && value <= max) return value
  notices.push(`“${name}” is ${min} to ${max} ms, not ${quote(text)}; it was left out.`)
  return undefined
}

/** The engines chosen for the kinds of stores that the diagram has, where they are not the defaults. */
function parseEngines(
  one: (key: string) => string | undefined,
  { stores }: Offer,
  notices: string[],
): Record<string, string> {
  const found: Record<string, string> = {}
  for (const { kind, engines } of kindsOf(stores)) {
    const text = one(kind)
    const [byDefault] = engines
    if (text === undefined || text === byDefault.name) continue
    if (engines.some(({ name }) => name === text)) found[kind] = text
    else {
      const allowed = engines.map(({ name }) => name).join(' or ')
      notices.push(`“${kind}” is ${allowed}, not ${quote(text)}; ${byDefault.name} was taken.`)
    }
  }
  return found
}

function parseWithout(texts: readonly string[], offer: Offer, notices: string[]): string[] {
  const found = new Set<string>()
  for (const text of texts.flatMap((each) => each.split(','))) {
    if (Object.hasOwn(offer.claims, text) || Object.hasOwn(offer.mutants, text)) found.add(text)
    else {
      const meant = didYouMean(text, Object.keys(offer.claims))
      notices.push(`There is no safeguard ${quote(text)}; it was left out.${meant}`)
    }
  }
  return [...found]
}

function parseSettings(texts: readonly string[], offer: Offer, notices: string[]): Record<string, string> {
  const found = new Map<string, string>()
  for (const text of texts) {
    const colon = text.indexOf(':')
    try {
      if (colon < 1) throw new ParameterError('write name:value')
      const name = text.slice(0, colon)
      const value = text.slice(colon + 1)
      const meant = Object.hasOwn(offer.parameters, name) ? '' : didYouMean(name, Object.keys(offer.parameters))
      if (meant !== '') {
        notices.push(`There is no setting ${quote(name)}; it was left out.${meant}`)
        continue
      }
      checkSetting(offer.parameters, name, value)
      found.set(name, value)
    } catch (error) {
      if (!(error instanceof ParameterError)) throw error
      notices.push(`The setting ${quote(text)} was left out: ${error.message}.`)
    }
  }
  return Object.fromEntries(found)
}

function parseActions(texts: readonly string[], diagram: Diagram, offer: Offer, notices: string[]): Action[] {
  const actions: Action[] = []
  for (const text of texts) {
    try {
      actions.push(parseAction(text, { diagram, verbs: offer.verbs }))
    } catch (error) {
      if (!(error instanceof ActionError)) throw error
      notices.push(`The action ${quote(text)} was left out: ${error.message}.`)
    }
  }
  return actions
}

function shorten(notices: readonly string[]): readonly string[] {
  if (notices.length <= NOTICES_MAX) return notices
  return [...notices.slice(0, NOTICES_MAX), `… and ${notices.length - NOTICES_MAX} more.`]
}
