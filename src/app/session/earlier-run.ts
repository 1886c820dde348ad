/** Runs that were played before, as far as they were: what another run can be compared with. */
import type { Run } from '~/kernel/run'
import { formatRunQuery } from '~/kernel/run-query'
import type { PlayedRun } from './played-run'

/** A run that was played before, and what was seen of it. */
export interface EarlierRun {
  /** Another run was opened in its place, or it went another way from a moment of its past. */
  readonly because: 'replaced' | 'forked'
  readonly run: Run
  readonly played: Pick<PlayedRun, 'head' | 'columns' | 'keyframes' | 'momentAt'>
}

/** How many runs are remembered; each takes some megabytes. */
const EARLIER_MAX = 3

/** Puts a run first; an older one of the same run goes. */
export function withEarlier(runs: readonly EarlierRun[], latest: EarlierRun): readonly EarlierRun[] {
  const query = formatRunQuery(latest.run)
  const others = runs.filter(({ run }) => formatRunQuery(run) !== query)
  return [latest, ...others].slice(0, EARLIER_MAX)
}

/** What sets a run apart from another one, in words; “the same run” if nothing does. */
export function differenceBetween(run: Run, other: Run): string {
  const parts: string[] = []
  if (run.scenario !== other.scenario) parts.push(`scenario ${run.scenario}`)
  if (run.seed !== other.seed) parts.push(`seed ${run.seed}`)
  for (const id of run.without) if (!other.without.includes(id)) parts.push(`without ${id}`)
  for (const id of other.without) if (!run.without.includes(id)) parts.push(`with ${id}`)
  for (const name of new Set([...Object.keys(run.settings), ...Object.keys(other.settings)])) {
    if (run.settings[name] !== other.settings[name]) parts.push(`${name} ${run.settings[name] ?? 'as usual'}`)
  }
  const [engines, others] = [run.engines ?? {}, other.engines ?? {}]
  for (const store of new Set([...Object.keys(engines), ...Object.keys(others)])) {
    if (engines[store] !== others[store]) parts.push(`on ${engines[store] ?? `the usual ${store}`}`)
  }
  const acts = run.actions.length - other.actions.length
  if (JSON.stringify(run.actions) !== JSON.stringify(other.actions)) {
    parts.push(
      acts === 0
        ? 'other changes'
        : `${Math.abs(acts)} ${Math.abs(acts) === 1 ? 'change' : 'changes'} ${acts > 0 ? 'more' : 'fewer'}`,
    )
  }
  return parts.length === 0 ? 'the same run' : parts.join(', ')
}
