/** Takes the diagram, the run or its trace away as a file. */
import { useRef, useState } from 'react'
import type { Moment } from '~/projections/annals'
import { href } from '../../base'
import { paletteOf } from '../../diagram/palette'
import { pictureOf } from '../../diagram/picture'
import { useLive, useSession } from '../../session/session-context'
import type { RunSession } from '../../session/run-session'
import { formatTime } from '../format'
import { PRINT_EVENT } from '../print/printing'
import { ExportIcon } from '../tool-icons'
import { useDismiss } from '../use-dismiss'
import './export.css'
import { filmOf, PICTURE_MS, PICTURES_MAX, toGif, toPng } from './film'
import { nameOfFile, saveFile } from './save-file'
import { summaryOf } from './summary'

/** The length of a film, in milliseconds of the run up to the moment shown. */
const FILM_MS = 5000

interface Offer {
  readonly name: string
  readonly explain: string
  /** Ending of the file's name. */
  readonly ending: string
  /** It takes the run executed anew, which not every engine can do. */
  readonly executes?: true
  /** It is there only for a run on live stores, and for its recording. */
  readonly isOfRecorded?: true
  make(session: RunSession, moment: Moment, say: (text: string) => void): Promise<Blob | null>
}

const OFFERS: readonly Offer[] = [
  {
    name: 'Diagram as SVG',
    explain: 'with the figures of the moment shown',
    ending: 'svg',
    make: (session, moment) => Promise.resolve(new Blob([pictureAt(session, moment)], { type: 'image/svg+xml' })),
  },
  {
    name: 'Diagram as PNG',
    explain: 'the same, at twice its size',
    ending: 'png',
    make: (session, moment) => toPng(session.diagram, pictureAt(session, moment)),
  },
  {
    name: 'Animated GIF',
    explain: `the last ${FILM_MS / 1000} s before the moment shown, rendered from the run`,
    ending: 'gif',
    make: (session, { nowMs, run }, say) => {
      const untilMs = Math.floor(nowMs / PICTURE_MS) * PICTURE_MS
      const span = { fromMs: Math.max(0, untilMs - Math.min(FILM_MS, PICTURES_MAX * PICTURE_MS)), untilMs }
      const pictures = filmOf(session.diagram, run, session.keyframes, span, paletteOf(theme()))
      return toGif(session.diagram, pictures, (share) => say(`${Math.round(share * 100)} %`))
    },
  },
  {
    name: 'Summary as JSON',
    explain: 'run, link, hash, invariants, figures',
    ending: 'json',
    make: (session, moment) => {
      const address = `${location.origin}${href(`d/${session.diagram.id}/`)}`
      return Promise.resolve(new Blob([summaryOf(moment, address)], { type: 'application/json' }))
    },
  },
  {
    name: 'Recording',
    explain: 'what the live stores answered: drop the file on this site to play it again',
    ending: 'recording.gz',
    isOfRecorded: true,
    make: (session) => session.inquiry.recordingFile(),
  },
  {
    name: 'Trace as NDJSON',
    explain: 'one event a line; executes the run anew up to here',
    ending: 'ndjson',
    executes: true,
    make: (session, moment, say) => session.exportTrace('ndjson', moment, (nowMs) => say(formatTime(nowMs))),
  },
  {
    name: 'Trace for Perfetto',
    explain: 'Chrome’s trace format; executes the run anew up to here',
    ending: 'perfetto.json',
    executes: true,
    make: (session, moment, say) => session.exportTrace('chrome', moment, (nowMs) => say(formatTime(nowMs))),
  },
  {
    name: 'Trace for OpenTelemetry',
    explain: 'OTLP/JSON for Jaeger, Tempo and others; executes the run anew up to here',
    ending: 'otlp.json',
    executes: true,
    make: (session, moment, say) => session.exportTrace('otlp', moment, (nowMs) => say(formatTime(nowMs))),
  },
]

/** The menu. */
export function ExportMenu() {
  const session = useSession()
  const menuRef = useRef<HTMLDetailsElement>(null)
  useDismiss(menuRef)
  const [said, setSaid] = useState<{ readonly name: string; readonly text: string } | null>(null)
  const isReady = useLive(({ frame }) => frame !== null)
  const canFork = useLive(({ can }) => can?.fork !== false)
  const canRewind = useLive(({ can }) => can?.rewind !== false)
  const take = async ({ name, ending, make }: Offer) => {
    const { frame } = session.store.getState()
    if (frame === null) return
    session.pause()
    const say = (text: string) => setSaid({ name, text })
    say('…')
    try {
      const blob = await make(session, frame, say)
      if (blob === null) setSaid(null)
      else {
        saveFile(blob, nameOfFile(frame.run, ending))
        say('saved')
      }
    } catch (error) {
      say(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <details className="export" ref={menuRef}>
      <summary className="button" aria-label="Export" title="Take the diagram, the run or its trace away as a file">
        <ExportIcon />
        <span className="tool-word">Export</span>
      </summary>
      <ul className="export-menu">
        {OFFERS.filter(
          ({ executes, isOfRecorded }) => (executes !== true || canRewind) && (isOfRecorded !== true || !canFork),
        ).map((offer) => (
          <li key={offer.name}>
            <button type="button" disabled={!isReady} onClick={() => void take(offer)}>
              <span>{offer.name}</span>
              <span className="export-explain">{said?.name === offer.name ? said.text : offer.explain}</span>
            </button>
          </li>
        ))}
        <li>
          <button type="button" disabled={!isReady} onClick={() => window.dispatchEvent(new Event(PRINT_EVENT))}>
            <span>Print, or PDF</span>
            <span className="export-explain">one page: diagram, claims, verdicts, link as a QR code</span>
          </button>
        </li>
      </ul>
    </details>
  )
}

function pictureAt({ diagram, store }: RunSession, moment: Moment): string {
  const { run, nowMs } = moment
  const note = `${run.scenario} · seed ${run.seed} · ${formatTime(nowMs)}`
  return pictureOf(diagram, { palette: paletteOf(theme()), moment, bands: store.getState().bands, note })
}

function theme(): 'light' | 'dark' {
  const chosen = document.documentElement.dataset['theme']
  if (chosen === 'light' || chosen === 'dark') return chosen
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}
