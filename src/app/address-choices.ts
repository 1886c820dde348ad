/** What can be chosen in the place of what an address names and nobody knows: what may have been meant, or all that there is. Pure. */
import { ActionError, parseAction, type Action } from '~/kernel/action'
import type { Diagram } from '~/kernel/diagram'
import { checkSetting, ParameterError } from '~/kernel/parameter'
import type { Run } from '~/kernel/run'
import { ARROW_VERBS } from '~/kernel/arrow-verbs'
import { BOX_VERBS } from '~/kernel/verb'
import { nearTo } from './did-you-mean'
import { QUERY_LENGTH_MAX, type Offer } from './run-url'

/** One way to mend an address. */
export interface AddressOption {
  readonly name: string
  /** How the run differs then from the one that is there. */
  readonly change: (run: Run) => Partial<Run>
}

/** A part of an address that does not fit, as it was written, and what can stand there. */
export interface AddressChoice {
  readonly written: string
  readonly options: readonly AddressOption[]
}

/** So many parts of one address are asked about, and so many ways are offered for each that is near to something. */
const CHOICES_MAX = 4
const NEAR_MAX = 3
/** Where nothing is near, all that there is is offered, up to so much. */
const ALL_MAX = 24
/** How much of what was written is repeated. */
const WRITTEN_MAX = 60

/** What can be chosen for each part of the query of an address that is not known. */
export function addressChoices(search: string, diagram: Diagram, offer: Offer): readonly AddressChoice[] {
  if (search.length > QUERY_LENGTH_MAX) return []
  const query = new URLSearchParams(search)
  const found = [
    ...query
      .getAll('scenario')
      .slice(0, 1)
      .map((text) => scenarios(text, offer)),
    ...query
      .getAll('unhealed')
      .slice(0, 1)
      .map((text) => parts(text, offer)),
    ...query.getAll('without').flatMap((text) => text.split(',')).map((text) => safeguards(text, offer)), // prettier-ignore
    ...query.getAll('set').map((text) => settings(text, offer)),
    ...query.getAll('do').map((text) => actions(text, diagram, offer)),
  ]
  return found
    .filter(({ options }) => options.length > 0)
    .slice(0, CHOICES_MAX)
    .map(({ written, options }) => ({ written: written.slice(0, WRITTEN_MAX), options }))
}

/** The near ones, or all; none if it is one of them. */
function choosable(written: string, names: readonly string[]): readonly string[] {
  if (names.includes(written)) return []
  const near = nearTo(written, names).slice(0, NEAR_MAX)
  return near.length > 0 ? near : names.slice(0, ALL_MAX)
}

function scenarios(written: string, offer: Offer): AddressChoice {
  const ids = choosable(written, offer.scenarios.map(({ id }) => id)) // prettier-ignore
  return {
    written,
    options: ids.map((id) => ({
      name: offer.scenarios.find((scenario) => scenario.id === id)!.title,
      change: () => ({ scenario: id }),
    })),
  }
}

function parts(written: string, { unhealed }: Offer): AddressChoice {
  const names = choosable(written, Object.keys(unhealed))
  return { written, options: names.map((name) => ({ name, change: () => ({ unhealed: name }) })) }
}

function safeguards(written: string, { claims, mutants }: Offer): AddressChoice {
  const isKnown = Object.hasOwn(mutants, written)
  const names = isKnown ? [] : choosable(written, Object.keys(claims))
  return {
    written,
    options: names.map((name) => ({ name, change: ({ without }) => ({ without: [...new Set([...without, name])] }) })),
  }
}

function settings(written: string, { parameters }: Offer): AddressChoice {
  const colon = written.indexOf(':')
  const [name, value] = colon < 0 ? [written, ''] : [written.slice(0, colon), written.slice(colon + 1)]
  const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined
  const all =
    parameter === undefined
      ? nearTo(name, Object.keys(parameters))
          .slice(0, NEAR_MAX)
          .map((each) => [each, value] as const)
      : parameter.kind === 'choice'
        ? choosable(value, parameter.options).map((each) => [name, each] as const)
        : []
  return {
    written,
    options: all
      .filter(([each, text]) => isSetting(parameters, each, text))
      .map(([each, text]) => ({
        name: `${each}:${text}`,
        change: (run) => ({ settings: { ...run.settings, [each]: text } }),
      })),
  }
}

function isSetting(parameters: Offer['parameters'], name: string, text: string): boolean {
  try {
    checkSetting(parameters, name, text)
    return true
  } catch (error) {
    if (!(error instanceof ParameterError)) throw error
    return false
  }
}

/** An act with another verb or another box, wherever that makes one that can be done. */
function actions(written: string, diagram: Diagram, offer: Offer): AddressChoice {
  const read = /^([^:]{1,60}):([^=@]{1,60})(.*)$/s.exec(written)
  const vocabulary = { diagram, verbs: offer.verbs }
  if (read === null || actionOf(written, vocabulary) !== null) return { written, options: [] }
  const [, verb = '', target = '', rest = ''] = read
  const verbs = new Set(verbsSaid(offer))
  const texts = [
    ...nearTo(verb, [...verbs]).map((each) => `${each}:${target}${rest}`),
    ...nearTo(target, Object.keys(diagram.boxes)).map((each) => `${verb}:${each}${rest}`),
  ]
  const options = texts.flatMap((text): AddressOption[] => {
    const action = actionOf(text, vocabulary)
    if (action === null) return []
    const byTime = (one: Action, other: Action) => one.atMs - other.atMs
    return [{ name: text, change: (run) => ({ actions: [...run.actions, action].toSorted(byTime) }) }]
  })
  return { written, options: options.slice(0, NEAR_MAX) }
}

function verbsSaid({ verbs }: Offer): string[] {
  return [...Object.values(verbs).flat(), ...BOX_VERBS, ...ARROW_VERBS].map(({ verb }) => verb)
}

function actionOf(text: string, vocabulary: Parameters<typeof parseAction>[1]): Action | null {
  try {
    return parseAction(text, vocabulary)
  } catch (error) {
    if (!(error instanceof ActionError)) throw error
    return null
  }
}
