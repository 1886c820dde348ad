/** The playground of one diagram. */
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Diagram } from '~/kernel/diagram'
import { href } from '../base'
import { LiveEntry } from '../live/live-entry'
import { LostServer } from '../live/lost-server'
import { RecordedBadge } from '../recording/recorded-badge'
import { recordingNamed } from '../recording/recording-address'
import { RecordingDrop } from '../recording/recording-drop'
import { keepAddress } from '../session/keep-address'
import { SessionProvider, useLive } from '../session/session-context'
import { useRunSession } from '../session/use-run-session'
import { ThemeButton } from '../theme/theme-button'
import { Announcer } from './announcer'
import { BootStatus } from './boot-status'
import { BoxTable } from './box-table'
import { BoxMenu } from './break/box-menu'
import { ClaimsBar } from './claims/claims-bar'
import { Culprits } from './culprits'
import { EmbedLink } from './embed-link'
import './frame.css'
import { ExportMenu } from './export/export-menu'
import { FindButton } from './find/find-button'
import { formatTime } from './format'
import { HelpDialog } from './help/help-dialog'
import { Inspector } from './inspector/inspector'
import { Notices } from './notices'
import { Printing } from './print/printing'
import { PresentButton } from './present/present-button'
import { usePresenting } from './present/use-presenting'
import { RunEnd } from './run-end/run-end'
import { RunMenu } from './run-menu/run-menu'
import { ShareButton } from './share-button'
import { SkipLinks } from './skip-links'
import { SlowDevice } from './slow-device/slow-device'
import { StageLegend } from './stage-legend'
import { Stage } from './stage/stage'
import { PastBar } from './timeline/past-bar'
import { Timeline } from './timeline/timeline'
import { Transport } from './transport/transport'
import { useKeys } from './use-keys'
import { useTitle } from './use-title'
import { isFirstVisit, useWalk } from './walk/use-walk'
import { WalkCard } from './walk/walk-card'
// After the parts: the page says how they fold on narrow screens.
import './playground.css'
import './playground-narrow.css'
import './playground-sheet.css'
import './playground-middle.css'
import './forced-colors.css'

/** Loaded when somebody presents, or looks for something to do. */
const Presenter = lazy(async () => ({ default: (await import('./present/presenter')).Presenter }))
const Palette = lazy(async () => ({ default: (await import('./palette/palette')).Palette }))

/** The page of one diagram. */
export function Playground({ diagram }: { readonly diagram: Diagram }) {
  const wantsToPlay = new URLSearchParams(location.search).get('play') === '1'
  const isRecording = recordingNamed(location.search) !== null
  const session = useRunSession(diagram, { plays: wantsToPlay, walks: isFirstVisit(diagram.id) && !isRecording })
  const helpRef = useRef<HTMLDialogElement>(null)
  const { walking, begin, leave } = useWalk(session)
  // What a walk asks for cannot be done to a recording, and a run becomes one where its live server is gone.
  const isRecorded = useStore(session.store, ({ recording }) => recording !== null) || isRecording
  const presenting = usePresenting()
  const [isPaletteOpen, setPaletteOpen] = useState(false)
  const [isPrinting, setPrinting] = useState(false)
  const pageKeys = useMemo(
    () => ({
      openHelp: () => helpRef.current?.showModal(),
      openPalette: () => setPaletteOpen(true),
      presenting,
      leave,
    }),
    [presenting, leave],
  )
  useKeys(session, pageKeys)
  useEffect(() => keepAddress(session), [session])
  useTitle(session)
  return (
    <SessionProvider value={session}>
      <div className="playground" data-printing={isPrinting}>
        <SkipLinks />
        <header className="playground-header">
          <nav className="crumb mono" aria-label="Where you are">
            <a href={href('')}>architecture</a>
            <span aria-hidden="true">/</span>
            <h1 aria-label={diagram.title}>{diagram.file}</h1>
          </nav>
          <div className="playground-transport">
            <RunMenu />
            <Transport />
          </div>
          <div className="playground-tools">
            <ThemeButton />
            <PresentButton present={presenting} />
            <button
              type="button"
              className="button button-icon"
              aria-label="Help"
              title="Help (?)"
              onClick={pageKeys.openHelp}
            >
              ?
            </button>
            <LiveEntry />
            <FindButton />
            <ExportMenu />
            <EmbedLink />
            <ShareButton />
          </div>
        </header>
        <main className="playground-main">
          <ClaimsBar />
          <div className="playground-stage">
            {walking !== null && !isRecorded && <WalkCard walking={walking} begin={begin} />}
            <div className="playground-over">
              <LostServer />
              <Notices />
              <StoppedBanner />
            </div>
            <Stage />
            <RecordedBadge />
            <BootStatus />
            <PastBar />
            {!presenting.isOn && <RunEnd />}
            <Culprits />
            <StageLegend />
            {!presenting.isOn && <SlowDevice />}
            <BoxMenu />
            <BoxTable />
          </div>
          <Inspector />
          <Timeline />
        </main>
        <Suspense fallback={null}>
          {presenting.isOn && <Presenter guide={{ walking, begin }} leave={presenting.leave} />}
          {isPaletteOpen && <Palette page={pageKeys} close={() => setPaletteOpen(false)} />}
        </Suspense>
        <Printing session={session} onChange={setPrinting} />
        <Announcer />
        <RecordingDrop />
        <HelpDialog ref={helpRef} beginWalk={begin} />
      </div>
    </SessionProvider>
  )
}

/** The one loud thing: an invariant was violated, and the run stands. */
function StoppedBanner() {
  const shown = useLive((state) => (state.case?.stopped === true ? state.case : null))
  const label = useLive(
    ({ description }) => description?.invariants.find(({ id }) => id === shown?.violation.invariant)?.label,
  )
  if (shown === null) return null
  return (
    <p className="stopped tone-failed">
      <strong>✕ {label}</strong> violated at {formatTime(shown.violation.atMs)}
    </p>
  )
}
