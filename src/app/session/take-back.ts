/** Taking back what was done to a run: the last act, or whatever lies between two addresses of the page. */
import { formatAction, formatTarget } from '~/kernel/action'
import type { Action } from '~/kernel/action'
import type { Run } from '~/kernel/run'
import { formatRunQuery } from '~/kernel/run-query'
import { GRID_US } from '~/kernel/time'
import type { MomentUrl } from '../moment-url'
import type { RunSession } from './run-session'

/**
 * Takes the last act back: the run stands where it stood just before, and plays on if it played. Gives the act in words, null if there
 * is none.
 */
export function takeBackLastAct(session: RunSession): string | null {
  const run = session.currentRun
  const last = run?.actions.at(-1)
  const { phase } = session.store.getState()
  // While another run is on its way, what was done last is not what is shown.
  if (run === null || last === undefined || phase === 'booting') return null
  const isPlaying = phase === 'running'
  session.open({ ...run, actions: run.actions.slice(0, -1) }, isPlaying, beforeAct(last))
  const said = `Taken back: ${last.verb} ${formatTarget(last.target)} at ${(last.atMs / 1000).toFixed(1)} s.`
  session.store.setState({ notices: [said] })
  return said
}

/** Opens the run of another address: where only acts were added or taken away, at the moment at which that makes a difference. */
export function openBeside(session: RunSession, run: Run): void {
  const before = session.currentRun
  const isPlaying = session.store.getState().phase === 'running'
  session.open(run, isPlaying, before === null ? {} : partingOf(before, run))
}

/** The moment before two runs part; none if more than their acts differ. */
export function partingOf(run: Run, other: Run): MomentUrl {
  if (formatRunQuery({ ...run, actions: [] }) !== formatRunQuery({ ...other, actions: [] })) return {}
  const [mine, theirs] = [run.actions.map(formatAction), other.actions.map(formatAction)]
  const differing = [
    ...run.actions.filter((_, index) => !theirs.includes(mine[index]!)),
    ...other.actions.filter((_, index) => !mine.includes(theirs[index]!)),
  ]
  if (differing.length === 0) return {}
  return beforeAct(differing.reduce((first, each) => (each.atMs < first.atMs ? each : first)))
}

function beforeAct({ atMs }: Action): MomentUrl {
  return { atMs: Math.max(0, Math.round(atMs * 1000 - GRID_US) / 1000) }
}
