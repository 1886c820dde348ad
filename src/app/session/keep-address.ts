/**
 * Keeps the address of the page at the run it shows. What somebody did to the run (another scenario, a safeguard, an act) is a step in
 * the history of the browser, so that Back takes it back; the rest replaces the address.
 */
import type { Run } from '~/kernel/run'
import { formatRunQuery } from '~/kernel/run-query'
import { RECORDING_KEY, recordingNamed } from '../recording/recording-address'
import { formatRunUrl, parseRunUrl } from '../run-url'
import type { RunSession } from './run-session'
import { openBeside } from './take-back'

/** Browsers allow about a hundred changes of the address in half a minute. */
const GAP_MS = 600
/** Parts of the address that say how to show the run; they are kept. */
const VIEW_KEYS = ['theme', 'controls', 'present']
/** Those, and the moment at which the page was to stand. */
const ARRIVAL_KEYS = [...VIEW_KEYS, 'at', 'select', 'request']

/** Writes the address whenever another run is opened or something is done to it; returns what ends that. */
export function keepAddress(session: RunSession): () => void {
  let written: { readonly query: string; readonly run: Run } | null = null
  /** Runs of addresses that do not say all of them, such as the one that the page was opened at. */
  const known = new Map<string, Run>()
  let writtenAt = -Infinity
  let timer: ReturnType<typeof setTimeout> | undefined
  const write = () => {
    timer = undefined
    const run = session.currentRun
    const query = run === null ? null : queryOf(session, run)
    if (run === null || query === null || query === written?.query) return
    const before = written
    written = { query, run }
    writtenAt = performance.now()
    if (before === null) {
      // An address stays as it was opened, unless something in it was not understood: that is said, and mended.
      if (session.store.getState().notices.length > 0) history.replaceState(null, '', addressOf(query, ARRIVAL_KEYS))
      known.set(location.search, run)
      return
    }
    const address = addressOf(query, VIEW_KEYS)
    if (isStep(before.run, run)) history.pushState(null, '', address)
    else history.replaceState(null, '', address)
  }
  const unsubscribe = session.store.subscribe(({ run, frame }, before) => {
    // Only with its first frame is another run the one that is shown.
    if ((run === before.run && frame === before.frame) || timer !== undefined) return
    const waitMs = writtenAt + GAP_MS - performance.now()
    if (waitMs <= 0) write()
    else timer = setTimeout(write, waitMs)
  })
  const goBack = () => {
    const { description } = session.store.getState()
    if (description === null) return
    clearTimeout(timer)
    timer = undefined
    const run = known.get(location.search) ?? parseRunUrl(location.search, session.diagram, description).run
    written = { query: queryOf(session, run) ?? '', run }
    openBeside(session, run)
  }
  window.addEventListener('popstate', goBack)
  return () => {
    window.removeEventListener('popstate', goBack)
    unsubscribe()
    clearTimeout(timer)
  }
}

/** A recording is named by its file; any other run by all that makes it. */
function queryOf({ store }: RunSession, run: Run): string | null {
  const name = store.getState().recording === null ? null : recordingNamed(location.search)
  return name === null ? formatRunUrl(run) : `${RECORDING_KEY}=${encodeURIComponent(name)}`
}

/** The address of a run, with these parts of the one that the page has. */
function addressOf(query: string, keys: readonly string[]): string {
  const kept = new URLSearchParams(location.search)
  const view = keys.filter((key) => kept.has(key)).map((key) => `&${key}=${encodeURIComponent(kept.get(key)!)}`)
  return `${location.pathname}?${query}${view.join('')}`
}

/** True for what one may want to take back: another scenario, another safeguard, another act. */
function isStep(before: Run, { scenario, without, actions }: Run): boolean {
  return formatRunQuery({ ...before, scenario, without, actions }) !== formatRunQuery(before)
}
