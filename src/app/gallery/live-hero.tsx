/** The opening of the gallery once it runs: the stage, and the walk of the diagram in one sentence and one button at a time. */
import { useMachine } from '@xstate/react'
import { useEffect, useState, type ReactNode } from 'react'
import type { Diagram } from '~/kernel/diagram'
import type { Walk } from '~/kernel/walk'
import { href } from '../base'
import { Announcer } from '../playground/announcer'
import { BootStatus } from '../playground/boot-status'
import '../playground/frame.css'
import { Stage } from '../playground/stage/stage'
import { doStep } from '../playground/walk/use-walk'
import { walkMachine } from '../playground/walk/walk-machine'
import { formatRunUrl } from '../run-url'
import { RunSession } from '../session/run-session'
import { SessionProvider, useLive, useLiveShallow, useSession } from '../session/session-context'

/** A sentence stands at least so long, in milliseconds of watching: time to read it. */
const READ_MS = 2600

interface Props {
  readonly diagram: Diagram
  readonly walk: Walk
  /** What stands there until the engine does. */
  readonly picture: ReactNode
}

/** Runs the diagram, breaks it as soon as it runs, and tells what happens. */
export function LiveHero({ diagram, walk, picture }: Props) {
  const [session] = useState(() => new RunSession(diagram, { search: '', walks: true, plays: true }))
  useEffect(() => {
    session.start()
    return () => session.close()
  }, [session])
  return (
    <SessionProvider value={session}>
      <LiveStage picture={picture} />
      <Story walk={walk} />
      <Announcer />
    </SessionProvider>
  )
}

function LiveStage({ picture }: { readonly picture: ReactNode }) {
  const isThere = useLive(({ frame, phase }) => frame !== null || phase === 'failed')
  return (
    <>
      {!isThere && picture}
      <div className="playground-stage hero-stage" hidden={!isThere}>
        {isThere && <Stage fitsRoom />}
        <BootStatus />
      </div>
    </>
  )
}

function Story({ walk }: { readonly walk: Walk }) {
  const session = useSession()
  const { index, isSeen, next } = useStory(walk)
  const step = walk.steps[index]!
  const isLast = index === walk.steps.length - 1
  const hasFrame = useLive(({ frame }) => frame !== null && frame.events > 0)
  const [held, count] = useLiveShallow(({ frame }) => [
    frame?.verdicts.filter((verdict) => verdict.held).length ?? 0,
    frame?.verdicts.length ?? 0,
  ])
  const following = walk.steps[index + 1]
  const offered = isSeen ? following?.does : undefined
  const press = () => {
    next()
    doStep(session, following!)
  }
  return (
    <div className="hero-bar">
      {offered === undefined ? (
        <OpenHere isSolid={isLast && isSeen} />
      ) : (
        <button type="button" className="button button-solid hero-button" onClick={press}>
          {offered.label}
        </button>
      )}
      <p className="hero-caption" role="status">
        {hasFrame ? (
          <>
            <strong>{step.title}.</strong> {isSeen ? step.seen : step.text}
          </>
        ) : (
          'Starting the engine …'
        )}
      </p>
      <p className={`hero-verdict tone-${held === count ? 'allowed' : 'failed'}`}>
        {count > 0 && (held === count ? `✓ ${count} of ${count} hold` : `✕ ${count - held} of ${count} violated`)}
        {offered !== undefined && <OpenHere isSolid={false} />}
      </p>
    </div>
  )
}

/** The walk, begun with its break: what is to be looked at comes by itself, what is to be done waits for its button. */
function useStory(walk: Walk): { readonly index: number; readonly isSeen: boolean; next(): void } {
  const session = useSession()
  const [snapshot, send] = useMachine(walkMachine)
  const isSeen = snapshot.value === 'seen'
  const { index } = snapshot.context
  useEffect(() => {
    send({ type: 'start', walk })
    const look = () => send({ type: 'look', shown: session.store.getState() })
    look()
    return session.store.subscribe(look)
  }, [walk, session, send])
  useEffect(() => {
    if (!isSeen) return
    const following = walk.steps[index + 1]
    // The visitor's one press has asked for the first break already.
    const isAsked = index === 0
    if (following === undefined || (following.does !== undefined && !isAsked)) return
    const timer = setTimeout(
      () => {
        send({ type: 'next' })
        if (isAsked) doStep(session, following)
      },
      isAsked ? 700 : READ_MS,
    )
    return () => clearTimeout(timer)
  }, [isSeen, index, walk, session, send])
  return { index, isSeen, next: () => send({ type: 'next' }) }
}

/** Leads to the playground of this run. */
function OpenHere({ isSolid }: { readonly isSolid: boolean }) {
  const { diagram } = useSession()
  const run = useLive(({ frame, run: opened }) => frame?.run ?? opened)
  const query = run === null ? null : formatRunUrl(run)
  return (
    <a
      className={isSolid ? 'button button-solid hero-button' : 'hero-open'}
      href={`${href(`d/${diagram.id}/`)}${query === null ? '' : `?${query}`}`}
      aria-label={`Open playground: ${diagram.title}`}
    >
      Open playground
    </a>
  )
}
