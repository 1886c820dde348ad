/** What happens in a run besides its requests: what its scenario does and what was added, and the levels of load. */
import { parseAction, verbOf, type Action, type Vocabulary } from '~/kernel/action'
import type { Run } from '~/kernel/run'
import type { SimulationDescription } from '~/host/describe'

/** Both in the order of time. */
export interface Causes {
  readonly acts: readonly Action[]
  readonly load: readonly Action[]
}

/** The causes in a run; a scenario does nothing after the run's first phase. */
export function causesOf(
  { scenario, durationMs, actions }: Run,
  { scenarios }: Pick<SimulationDescription, 'scenarios'>,
  vocabulary: Vocabulary,
): Causes {
  const drawn = scenarios.find(({ id }) => id === scenario)
  const own = (drawn?.actions ?? []).map((text) => parseAction(text, vocabulary))
  const endMs = durationMs ?? drawn?.durationMs ?? Infinity
  const all = [...own.filter(({ atMs }) => atMs < endMs), ...actions].toSorted((a, b) => a.atMs - b.atMs)
  const isLoad = (action: Action) => verbOf(vocabulary, action).isLoad === true
  return { acts: all.filter((action) => !isLoad(action)), load: all.filter(isLoad) }
}
