/** The title of the page: the diagram, the scenario, and the moment at which the run stands. */
import { useEffect } from 'react'
import type { LiveState } from '../session/live-store'
import type { RunSession } from '../session/run-session'
import { shownMoment } from '../session/shown-moment'
import { formatTime } from './format'

/** Keeps the title of the page. */
export function useTitle(session: RunSession): void {
  useEffect(() => {
    const say = (state: LiveState) => {
      const title = titleOf(session.diagram.title, state)
      if (document.title !== title) document.title = title
    }
    say(session.store.getState())
    return session.store.subscribe(say)
  }, [session])
}

/** The title for what is shown. While the run plays it names no moment. */
export function titleOf(diagram: string, state: LiveState): string {
  const { run, description } = state
  const scenario = description?.scenarios.find(({ id }) => id === run?.scenario)?.title
  const { atMs } = shownMoment(state)
  const what = [diagram, scenario, atMs === undefined ? undefined : formatTime(atMs)]
  return `${what.filter((each) => each !== undefined).join(' · ')} – Boxes & Arrows`
}
