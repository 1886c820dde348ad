/** A search in sentences. */
import type { Run } from '~/kernel/run'
import type { SimulationDescription } from '~/host/describe'
import { formatDuration } from '../format'
import type { Search } from './finder'

/** What is searched: the diagram as it stands. */
export function whatIsSearched(
  { scenario, without, settings, actions }: Run,
  { scenarios, claims, mutants }: Pick<SimulationDescription, 'scenarios' | 'claims' | 'mutants'>,
): string {
  const title = scenarios.find(({ id }) => id === scenario)?.title ?? scenario
  const off = without.map((id) => `without “${(claims[id]?.safeguard ?? mutants[id]?.statement ?? id).toLowerCase()}”`)
  const set = Object.entries(settings).map(([name, value]) => `${name} = ${value}`)
  const safeguards = off.length === 0 ? ['all safeguards on'] : off
  const parts = [`“${title}”`, ...safeguards, ...set].join(', ')
  const left = actions.length === 0 ? '' : ` What was done to the run by hand (${actions.length}) is left out.`
  return `${parts}: short runs with little load, each with other faults.${left}`
}

/** How it stands. */
export function headline({ phase, tried, faults, find, tries, failure }: Search): string {
  const schedules = `${count(tried.length, 'schedule')} with ${count(faults, 'fault')}`
  if (failure !== null) return `The search has failed after ${schedules}.`
  if (find !== null) {
    const small =
      phase === 'found'
        ? 'made as small as it goes'
        : `${phase === 'shrinking' ? 'making it smaller' : 'as small as it got'}: ${count(tries, 'try', 'tries')} so far`
    return `Seed ${find.seed} breaks it, after ${schedules}; ${small}.`
  }
  if (tried.length === 0) return phase === 'stopped' ? 'Stopped before the first schedule was through.' : 'Searching …'
  const [first, last] = [tried[0]!.seed, tried.at(-1)!.seed]
  const seeds = first === last ? `seed ${first}` : `seed ${first}–${last}`
  const isAny = tried.some(({ isBroken }) => isBroken)
  return `${schedules}: nothing ${isAny ? 'else ' : ''}broke, ${seeds}${phase === 'searching' ? ' so far' : ''}.`
}

/** How fast it goes. */
export function pace({ tried, virtualMs, tookMs }: Search): string {
  if (tried.length === 0 || tookMs <= 0) return ''
  const seconds = tookMs / 1000
  return `${(tried.length / seconds).toFixed(1)} schedules/s · ${formatDuration(virtualMs)} of runs in ${formatDuration(tookMs)}`
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`
}
