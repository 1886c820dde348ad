/** The walk of this page: begun at the first visit of a diagram, or when somebody asks for it. */
import { useMachine } from '@xstate/react'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { useStore } from 'zustand'
import { parseAction } from '~/kernel/action'
import type { Walk, WalkStep } from '~/kernel/walk'
import { namesRun, parseRunUrl } from '../../run-url'
import type { RunSession } from '../../session/run-session'
import { walkMachine } from './walk-machine'

const STORAGE_KEY = 'boxes-and-arrows.walked'

/** A step that is being walked. */
export interface Walking {
  readonly step: WalkStep
  readonly index: number
  readonly count: number
  /** True once the run has shown the sign of the step. */
  readonly isSeen: boolean
  /** True if the run ended before it could. */
  readonly isOver: boolean
  /** Does what the step asks for. */
  act(): void
  /** Goes on to the next step, or ends the walk after the last. */
  next(): void
  /** Goes back to what the step before showed; the run stays where it is. */
  back(): void
  /** Ends the walk. */
  leave(): void
}

/** What a page can do with walks. */
export interface Guide {
  /** The step that is being walked; null if nobody walks. */
  readonly walking: Walking | null
  /** Begins the walk, in a run of its own; null if the diagram has none. */
  readonly begin: (() => void) | null
  /** Ends the walk; false if nobody walks. */
  leave(): boolean
}

/** The walk through a session's diagram. */
export function useWalk(session: RunSession): Guide {
  const { id } = session.diagram
  const machine = useMemo(() => walkMachine.provide({ actions: { remember: () => rememberWalk(id) } }), [id])
  const [snapshot, send, actor] = useMachine(machine)
  const walk = useStore(session.store, ({ description }) => description?.walk)
  const phase = useStore(session.store, (state) => state.phase)
  const scenario = useStore(session.store, ({ run }) => run?.scenario)
  const walkedScenario = useRef(scenario)
  const isWalking = snapshot.value !== 'away'
  const step = isWalking ? snapshot.context.walk!.steps[snapshot.context.index]! : null

  const start = useCallback(
    (through: Walk) => {
      walkedScenario.current = session.store.getState().run?.scenario
      send({ type: 'start', walk: through })
    },
    [session, send],
  )
  const leave = useCallback(() => {
    if (actor.getSnapshot().value === 'away') return false
    send({ type: 'leave' })
    return true
  }, [actor, send])
  const wasOffered = useRef(false)
  const isReady = phase === 'ready' || phase === 'running'
  useEffect(() => {
    if (walk === undefined || !isReady || wasOffered.current) return
    wasOffered.current = true
    if (isFirstVisit(id)) start(walk)
  }, [walk, isReady, id, start])

  useEffect(() => {
    if (!isWalking) return
    const look = () => send({ type: 'look', shown: session.store.getState() })
    look()
    return session.store.subscribe(look)
  }, [isWalking, step, session, send])
  // Who opens another scenario goes ways of their own.
  useEffect(() => {
    if (isWalking && scenario !== walkedScenario.current) leave()
  }, [isWalking, scenario, leave])
  useEffect(() => {
    session.store.setState({ hinted: step?.at ?? null })
  }, [session, step])

  const begin =
    walk === undefined
      ? null
      : () => {
          session.open(runOfWalk(session, walk), false)
          start(walk)
        }
  const walking =
    step === null
      ? null
      : {
          step,
          index: snapshot.context.index,
          count: snapshot.context.walk!.steps.length,
          isSeen: snapshot.value === 'seen',
          isOver: phase === 'ended' && snapshot.value === 'asking',
          act: () => doStep(session, step),
          next: () => send({ type: 'next' }),
          back: () => send({ type: 'back' }),
          leave: () => void leave(),
        }
  return { walking, begin, leave }
}

/** The run that a walk goes through: the first scenario, as it is without anybody's doing, and time enough. */
function runOfWalk({ diagram, store }: RunSession, { durationMs }: Walk) {
  return { ...parseRunUrl('', diagram, store.getState().description!).run, durationMs }
}

/** Does what a step says. */
export function doStep(
  session: Pick<RunSession, 'diagram' | 'store' | 'inject' | 'play'>,
  { does }: Pick<WalkStep, 'does'>,
): void {
  const { description, viewing } = session.store.getState()
  if (does === undefined || description === null) return
  if (does.act === 'play') return session.play()
  const { verbs } = description
  const { verb, target, value } = parseAction(`${does.act}@0`, { diagram: session.diagram, verbs })
  // A walk goes on: what was paused to be read plays again. At once, so that whoever pauses before the engine has answered is obeyed.
  if (viewing === null) session.play()
  void session.inject({ verb, target, ...(value === undefined ? {} : { value }) })
}

/** True if this diagram's walk was neither taken nor left before, and the address does not ask for a run of its own. */
export function isFirstVisit(id: string): boolean {
  if (namesRun(location.search)) return false
  try {
    return !walked().includes(id)
  } catch {
    return false // Without storage every visit would be the first.
  }
}

function rememberWalk(id: string): void {
  try {
    localStorage.setItem(STORAGE_KEY, [...new Set([...walked(), id])].join(' '))
  } catch {
    // The next visit is a first one again.
  }
}

function walked(): readonly string[] {
  return (localStorage.getItem(STORAGE_KEY) ?? '').split(' ')
}
