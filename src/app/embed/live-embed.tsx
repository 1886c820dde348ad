/** What a frame holds once somebody runs its diagram. It is fetched only then. */
import { lazy, Suspense, useEffect, type RefObject } from 'react'
import type { Diagram } from '~/kernel/diagram'
import { href } from '../base'
import { Announcer } from '../playground/announcer'
import { BootStatus } from '../playground/boot-status'
import { BoxTable } from '../playground/box-table'
import { BoxMenu } from '../playground/break/box-menu'
import { Notices } from '../playground/notices'
import { StageLegend } from '../playground/stage-legend'
import { Stage } from '../playground/stage/stage'
import { OpenIcon } from '../playground/tool-icons'
import { Transport } from '../playground/transport/transport'
import { useKeys } from '../playground/use-keys'
import { RecordedBadge } from '../recording/recorded-badge'
import { formatRunUrl } from '../run-url'
import type { RunSession } from '../session/run-session'
import { SessionProvider, useLive, useSession } from '../session/session-context'
import { useRunSession } from '../session/use-run-session'
import '../playground/frame.css'
import { BreakButton } from './break-button'
import type { EmbedOptions } from './embed-options'
import { VerdictRibbon } from './verdict-ribbon'

const EmbedPanel = lazy(() => import('./embed-panel').then((module) => ({ default: module.EmbedPanel })))

/** There is no room for more than the run. */
const NO_PAGE_KEYS = {}

interface LiveProps {
  readonly diagram: Diagram
  readonly options: EmbedOptions
  readonly plays: boolean
  /** Holds the session for the page around the frame. */
  readonly sessionRef: RefObject<RunSession | null>
  readonly children: React.ReactNode
}

/** The diagram once it runs: the graph, a panel if one is wanted, and the transport. */
export function LiveEmbed({ diagram, options, plays, sessionRef, children }: LiveProps) {
  const session = useRunSession(diagram, { plays })
  const { controls, panel, speed } = options
  useKeys(session, NO_PAGE_KEYS)
  useEffect(() => {
    session.setSpeed(speed)
    sessionRef.current = session
    return () => {
      sessionRef.current = null
    }
  }, [session, speed, sessionRef])
  return (
    <SessionProvider value={session}>
      <main className="embed">
        <h1 className="visually-hidden">{diagram.title}</h1>
        {children}
        <Notices />
        <VerdictRibbon />
        <div className="embed-stage playground-stage">
          <Stage fitsRoom />
          <BootStatus />
          <RecordedBadge />
          <BoxMenu />
          <BoxTable />
        </div>
        <StageLegend />
        {panel !== 'none' && (
          <Suspense fallback={<div className="embed-panel" />}>
            <EmbedPanel panel={panel} />
          </Suspense>
        )}
        {controls !== 'none' && (
          <div className="embed-controls">
            <Transport isSlim={controls === 'min'} />
            <BreakButton />
            <OpenLink />
          </div>
        )}
      </main>
      <Announcer />
    </SessionProvider>
  )
}

/** Leads to the playground of the same run, in a page of its own. */
function OpenLink() {
  const session = useSession()
  const run = useLive(({ frame, run: opened }) => frame?.run ?? opened)
  const query = run === null ? null : formatRunUrl(run)
  const address = `${href(`d/${session.diagram.id}/`)}${query === null ? '' : `?${query}`}`
  return (
    <a
      className="button embed-open"
      href={address}
      target="_blank"
      rel="noopener"
      aria-label="Break it yourself"
      title="Break it yourself, on a page of its own"
    >
      <OpenIcon />
      <span className="embed-open-words">Break it yourself</span>
    </a>
  )
}
