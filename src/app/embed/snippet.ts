/** What somebody pastes into a page of theirs: the element or the frame, with a run in it. Pure text; every value in it is escaped. */
import { formatAction } from '~/kernel/action'
import type { Run } from '~/kernel/run'
import type { MomentUrl } from '../moment-url'
import { SEED_DEFAULT } from '../run-url'

/** A name and its value, in the address of a frame or as an attribute of the element. */
export type Part = readonly [name: string, value: string]

/** The run and its moment as parts of an address. What everybody gets anyway is left out; the scenario is, if it was not chosen. */
export function runParts(run: Run, moment: MomentUrl, isScenarioChosen: boolean): readonly Part[] {
  const { seed, without, settings, actions, durationMs, settleMs, unhealed, engines = {} } = run
  return [
    ...part('scenario', isScenarioChosen ? run.scenario : undefined),
    ...part('seed', seed === SEED_DEFAULT ? undefined : seed),
    ...part('without', without.length === 0 ? undefined : without.join()),
    ...Object.entries(settings).map(([name, value]): Part => ['set', `${name}:${value}`]),
    ...part('duration', durationMs),
    ...part('settle', settleMs),
    ...part('unhealed', unhealed),
    ...Object.entries(engines),
    ...actions.map((action): Part => ['do', formatAction(action)]),
    ...part('at', moment.atMs),
    ...part('select', moment.select?.id),
    ...part('request', moment.request),
  ]
}

function part(name: string, value: string | number | undefined): readonly Part[] {
  return value === undefined ? [] : [[name, String(value)]]
}

/** The parts as the query of an address, without the question mark. */
export function queryOf(parts: readonly Part[]): string {
  return parts.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')
}

/** Percent-encoding that leaves alone what a query may hold as it is, so that people can read it. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/%(3A|40|2F|3D|2C)/g, (code) => decodeURIComponent(code))
}

/** What a snippet is of. */
export interface Embedded {
  readonly id: string
  readonly title: string
  /** Address of the site's root, with a slash at its end. */
  readonly site: string
  readonly parts: readonly Part[]
  readonly autoplays: boolean
  /** In pixels; null for as high as the diagram is. */
  readonly height: number | null
}

/** The address of the frame. Who is to stand at a moment does not wait for a click. */
export function frameAddress({ id, parts, autoplays }: Pick<Embedded, 'id' | 'parts' | 'autoplays'>): string {
  const stands = parts.some(([name]) => name === 'at')
  const query = queryOf([
    ...parts,
    ...(stands ? [['ctl', '0'] as const] : autoplays ? [['autoplay', '1'] as const] : []),
  ])
  return `embed/${id}/${query === '' ? '' : `?${query}`}`
}

/** Height of a frame that cannot tell its page how high it should be, in pixels. */
const FRAME_HEIGHT = 560

/** The frame: no script on the page. */
export function frameSnippet(embedded: Embedded): string {
  const { site, title, height } = embedded
  return `<iframe src="${escape(site + frameAddress(embedded))}"\n  title="${escape(title)}" loading="lazy" allow="fullscreen"\n  sandbox="allow-scripts allow-same-origin allow-popups"\n  width="100%" height="${height ?? FRAME_HEIGHT}"></iframe>`
}

/** Attributes of the element that hold several values, separated by spaces. */
const LISTED = ['do', 'set']

/** The element: a script that shows the poster, and the frame at a click. */
export function elementSnippet({ id, title, site, parts, autoplays, height }: Embedded): string {
  const single = parts.filter(([name]) => !LISTED.includes(name))
  const listed = LISTED.flatMap((name): readonly Part[] => {
    // A space in a value would end it.
    const values = parts.filter(([each]) => each === name).map(([, value]) => value.replaceAll(' ', '%20'))
    return values.length === 0 ? [] : [[name, values.join(' ')]]
  })
  const attributes = [...single, ...listed, ...part('height', height ?? undefined)]
    .map(([name, value]) => ` ${name}="${escape(value)}"`)
    .join('')
  return `<script src="${escape(site)}arch-diagram.js" defer></script>\n<arch-diagram name="${id}" label="${escape(title)}"${attributes}${autoplays ? ' autoplay' : ''}></arch-diagram>`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
