/**
 * How the address of a frame wants the diagram shown, besides the run in it: hostile until checked. Every option has a default; what
 * does not fit is left out and named. Booleans are 0 or 1; options that nobody knows are let pass.
 */
import { SPEEDS } from '../session/pace'

/** What an address may hold. */
export interface EmbedOptions {
  /** `autoplay=1`: it plays as soon as it is seen. Default 0. */
  readonly autoplay: boolean
  /** `ctl=1`: the engine is fetched only when somebody asks for it; 0: as soon as the frame is seen. Default 1. */
  readonly clickToLoad: boolean
  /** `speed`: virtual seconds per second of watching, one of {@link SPEEDS}. Default 1. */
  readonly speed: number
  /** `controls`: the transport below the diagram. Default min. */
  readonly controls: (typeof CONTROLS)[number]
  /** `panel`: what stands below the diagram. Default none. */
  readonly panel: (typeof PANELS)[number]
  /** `motion=reduce`: nothing moves but figures, whatever the system says. Default auto. */
  readonly motion: (typeof MOTIONS)[number]
  /** What was left out, in words. */
  readonly notices: readonly string[]
}

export const CONTROLS = ['min', 'full', 'none'] as const
export const PANELS = ['none', 'trace', 'code'] as const
const MOTIONS = ['auto', 'reduce'] as const
const THEMES = ['auto', 'light', 'dark'] as const
const LANGUAGES = ['en'] as const
const SWITCH = ['0', '1'] as const

/** Longest query that is read, in characters; the run in it has the same limit. */
const QUERY_LENGTH_MAX = 8192

/** Reads the options from the query of an address. */
export function readEmbedOptions(search: string): EmbedOptions {
  const notices: string[] = []
  const query = new URLSearchParams(search.length > QUERY_LENGTH_MAX ? '' : search)
  const choice = <Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice => {
    const text = query.get(name)
    const found = text === null ? fallback : choices.find((each) => each === text)
    if (found !== undefined) return found
    notices.push(`“${name}” is ${inWords(choices)}, not “${text!.slice(0, 60)}”; ${fallback} was taken.`)
    return fallback
  }
  // The page reads its theme before anything is drawn; here it is only judged.
  choice('theme', THEMES, 'auto')
  choice('lang', LANGUAGES, 'en')
  return {
    autoplay: choice('autoplay', SWITCH, '0') === '1',
    clickToLoad: choice('ctl', SWITCH, '1') === '1',
    speed: Number(choice('speed', SPEEDS.map(String), '1')),
    controls: choice('controls', CONTROLS, 'min'),
    panel: choice('panel', PANELS, 'none'),
    motion: choice('motion', MOTIONS, 'auto'),
    notices,
  }
}

function inWords(choices: readonly string[]): string {
  return choices.length === 1 ? choices[0]! : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`
}
