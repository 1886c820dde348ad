/** Keeps the address of the page at the run it shows. */
import { formatRunUrl } from '../run-url'
import type { RunSession } from './run-session'

/** Browsers allow about a hundred changes of the address in half a minute. */
const GAP_MS = 600
/** Parts of the address that say how to show the run; they are kept. */
const VIEW_KEYS = ['theme', 'controls']

/** Writes the address whenever another run is opened or something is done to it; returns what ends that. */
export function keepAddress(session: RunSession): () => void {
  let written: string | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const write = () => {
    timer = undefined
    const run = session.currentRun
    const query = run === null ? null : formatRunUrl(run)
    // An address that is as it was opened stays so: its broken parts are named in a notice, not wiped away.
    if (query === null || query === written) return
    const isFirst = written === null
    written = query
    if (isFirst) return
    const kept = new URLSearchParams(location.search)
    const view = VIEW_KEYS.filter((key) => kept.has(key)).map((key) => `&${key}=${encodeURIComponent(kept.get(key)!)}`)
    history.replaceState(null, '', `${location.pathname}?${query}${view.join('')}`)
  }
  const unsubscribe = session.store.subscribe(({ run, frame, jumps }, before) => {
    const isSame =
      run === before.run && frame?.run.actions.length === before.frame?.run.actions.length && jumps === before.jumps
    if (isSame || timer !== undefined) return
    if (written === null) write()
    else timer = setTimeout(write, GAP_MS)
  })
  return () => {
    unsubscribe()
    clearTimeout(timer)
  }
}
