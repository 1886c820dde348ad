/** The course of a presentation: the walk if one is walked, or else the beats of the run. */
import { useEffect, useMemo, useRef } from 'react'
import { parseAction } from '~/kernel/action'
import { useLive, useSession } from '../../session/session-context'
import type { Guide, Walking } from '../walk/use-walk'
import { beatAfter, beatAt, beatBefore, beatsOf, type Beat } from './beats'
import type { Course } from './course'

/** A click while the run is on its way to a beat takes it there at this speed. */
const HURRY = 10

/** The course; null where there is neither. */
export function useCourse({ walking, begin }: Pick<Guide, 'walking' | 'begin'>): Course | null {
  const session = useSession()
  const beats = useBeats(walking === null)
  if (walking !== null) return walked(walking, begin, () => session.play())
  if (beats !== null) return beats
  if (begin === null) return null
  return { index: 0, count: 0, title: '', text: '', next: 'Take the walk', goOn: begin, goBack: () => undefined }
}

function walked(walking: Walking, begin: (() => void) | null, play: () => void): Course {
  const { step, index, count, isSeen, isOver } = walking
  const isLast = index === count - 1
  return {
    index,
    count,
    title: step.title,
    text: isSeen ? step.seen : step.text,
    next: isSeen ? (isLast ? 'End the walk' : 'Go on') : isOver ? 'Begin again' : (step.does?.label ?? 'Play'),
    goOn: () => {
      if (isSeen) walking.next()
      else if (isOver) begin?.()
      else if (step.does !== undefined) walking.act()
      else play()
    },
    goBack: () => walking.back(),
  }
}

function useBeats(isWanted: boolean): Course | null {
  const session = useSession()
  const scenario = useLive(({ description, run }) => description?.scenarios.find(({ id }) => id === run?.scenario))
  const verbs = useLive(({ description }) => description?.verbs)
  const acts = useLive(({ run }) => run?.actions)
  const totalMs = useLive(({ frame }) => frame?.durationMs ?? 0)
  const beats = useMemo(() => {
    if (scenario === undefined || verbs === undefined || totalMs === 0) return []
    const vocabulary = { diagram: session.diagram, verbs }
    const planned = scenario.actions.map((text) => parseAction(text, vocabulary))
    return beatsOf([...planned, ...(acts ?? [])], vocabulary, totalMs)
  }, [session, scenario, verbs, acts, totalMs])
  const index = useLive(({ frame }) => beatAt(beats, frame?.nowMs ?? 0))
  const isLast = useLive(({ frame }) => beatAfter(beats, frame?.nowMs ?? 0) === undefined)
  const { goOn, goBack } = useHolds(beats)
  if (!isWanted || beats.length === 0) return null
  return {
    index,
    count: beats.length,
    title: beats[index]!.title,
    text: scenario!.hypothesis,
    next: isLast ? null : beats[Math.min(index + 1, beats.length - 1)]!.title,
    goOn,
    goBack,
  }
}

/** Plays up to the next beat and holds there; what was played already is shown at once. */
function useHolds(beats: readonly Beat[]) {
  const session = useSession()
  const goal = useRef<{ readonly beat: Beat; readonly speed: number } | null>(null)
  useEffect(() => {
    const arrive = () => {
      if (goal.current !== null) session.setSpeed(goal.current.speed)
      goal.current = null
    }
    const unlisten = session.onFrame(({ nowMs }) => {
      if (goal.current === null || nowMs < goal.current.beat.holdMs) return
      arrive()
      session.pause()
    })
    return () => {
      unlisten()
      arrive()
    }
  }, [session, beats])
  return useMemo(
    () => ({
      goOn: () => {
        const { frame, headMs, phase, speed, viewing } = session.store.getState()
        const next = beatAfter(beats, frame?.nowMs ?? 0)
        if (next === undefined) return
        if (viewing !== null && next.holdMs <= headMs) {
          session.scrub(next.holdMs)
          return
        }
        if (goal.current?.beat === next && phase === 'running') {
          session.setSpeed(Math.max(speed, HURRY))
          return
        }
        goal.current = { beat: next, speed: goal.current?.speed ?? speed }
        if (viewing !== null) session.goToPresent()
        session.play()
      },
      goBack: () => {
        const { frame } = session.store.getState()
        if (goal.current !== null) session.setSpeed(goal.current.speed)
        goal.current = null
        session.scrub(beatBefore(beats, frame?.nowMs ?? 0)?.holdMs ?? 0)
      },
    }),
    [session, beats],
  )
}
