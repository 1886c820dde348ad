/** What the fields of the page that makes snippets hold, filled from its address, and what run that is. */
import type { Diagram } from '~/kernel/diagram'
import { formatAction } from '~/kernel/action'
import type { Run } from '~/kernel/run'
import type { SimulationDescription } from '~/host/describe'
import { parseMoment, type MomentUrl } from '../moment-url'
import { parseRunUrl, SEED_DEFAULT } from '../run-url'
import { queryOf, runParts, type Part } from './snippet'

/** The fields about the run, as somebody typed them. */
export interface RunForm {
  /** Empty for the first one. */
  readonly scenario: string
  readonly seed: string
  readonly without: readonly string[]
  /** Acts and parameters, one in each line. */
  readonly acts: string
  readonly parameters: string
  /** The moment to stand at, as an address says it; empty for none. */
  readonly at: string
  /** The rest of the address: what is selected and followed at the moment, how long the run is, what plays its stores. */
  readonly rest: readonly Part[]
}

/** The form for somebody who begins with nothing. */
export const EMPTY_FORM: RunForm = {
  scenario: '',
  seed: String(SEED_DEFAULT),
  without: [],
  acts: '',
  parameters: '',
  at: '',
  rest: [],
}

/** Fills the form from an address: what does not fit the diagram is left out, and named. */
export function formFrom(
  search: string,
  diagram: Diagram,
  offer: SimulationDescription,
): { readonly form: RunForm; readonly notices: readonly string[] } {
  const { run, notices } = parseRunUrl(search, diagram, offer)
  const { moment, notices: ofMoment } = parseMoment(search, diagram)
  const form: RunForm = {
    scenario: new URLSearchParams(search).has('scenario') ? run.scenario : '',
    seed: String(run.seed),
    without: run.without,
    acts: run.actions.map(formatAction).join('\n'),
    parameters: Object.entries(run.settings)
      .map(([name, value]) => `${name}:${value}`)
      .join('\n'),
    at: moment.atMs === undefined ? '' : String(moment.atMs),
    rest: runParts(run, moment, false).filter(([name]) => !FIELDS.includes(name)),
  }
  return { form, notices: [...notices, ...ofMoment] }
}

/** Parts of an address that the form has fields for. */
const FIELDS: readonly string[] = ['scenario', 'seed', 'without', 'do', 'set', 'at']

/** The run of the form, read as a frame would read it. */
export function runFrom(
  form: RunForm,
  diagram: Diagram,
  offer: SimulationDescription,
): { readonly run: Run; readonly moment: MomentUrl; readonly notices: readonly string[] } {
  const lines = (name: string, text: string) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .map((line): Part => [name, line])
  const single = (name: string, text: string): readonly Part[] => (text.trim() === '' ? [] : [[name, text.trim()]])
  const search = `?${queryOf([
    ...single('scenario', form.scenario),
    ...single('seed', form.seed),
    ...single('without', form.without.join()),
    ...lines('do', form.acts),
    ...lines('set', form.parameters),
    ...single('at', form.at),
    ...form.rest,
  ])}`
  const { run, notices } = parseRunUrl(search, diagram, offer)
  const { moment, notices: ofMoment } = parseMoment(search, diagram)
  // What is looked at belongs to the moment.
  return { run, moment: moment.atMs === undefined ? {} : moment, notices: [...notices, ...ofMoment] }
}
