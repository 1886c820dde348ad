/** Says that the live server is gone, what has become of the run, and how the page gets back to it. */
import { useState } from 'react'
import { nameOfFile, saveFile } from '../playground/export/save-file'
import type { Gone } from '../session/live-line'
import { useLive, useSession } from '../session/session-context'
import './lost-server.css'

/** Nothing while the server is there. */
export function LostServer() {
  const line = useLive((state) => state.line)
  const [hidden, setHidden] = useState<typeof line>(null)
  if (line === null || line.state === 'there' || line === hidden) return null
  return (
    <section className="lost-server" role="status" aria-label="The live server">
      {line.state !== 'gap' && (
        <button type="button" className="lost-server-close" aria-label="Hide this" onClick={() => setHidden(line)}>
          ✕
        </button>
      )}
      {line.state === 'gap' && <Gap />}
      {line.state === 'gone' && <IsGone line={line} />}
      {line.state === 'back' && <IsBack run={line.run} />}
    </section>
  )
}

function Gap() {
  return (
    <p>
      <strong>The connection to the live server is lost.</strong> The run stands still while the page tries to get it back …
    </p>
  ) // prettier-ignore
}

/** What became of the run, by what it was. */
const KEPT: Readonly<Record<Gone['run'], string>> = {
  recorded:
    'What was played of the run stays on this page as a recording: play it, go back in it, compare it, save it.',
  here: 'The run stood on nothing live, so it goes on in the engine of this page.',
  none: 'Nothing was played yet.',
}

function IsGone({ line: { why, isStranger, run } }: { readonly line: Gone }) {
  return (
    <>
      <h2>
        <span aria-hidden="true">✕</span> The live server is gone
      </h2>
      <p>{KEPT[run]}</p>
      <p className="live-small">
        {isStranger
          ? 'One is there again, but it was started since and does not know this page: open the address that it has printed.'
          : `${why.startsWith('The live server is gone') ? '' : `${why} `}As soon as it is there again, this page says so.`}
      </p>
      {run === 'recorded' && <SaveRecording />}
    </>
  )
}

function IsBack({ run }: { readonly run: Gone['run'] }) {
  const session = useSession()
  const again = () => {
    session.line.comeBack()
    if (run === 'none') session.retry()
    else session.restart(true)
  }
  return (
    <>
      <h2>
        <span aria-hidden="true">●</span> The live server is back
      </h2>
      {run === 'recorded' && <p>This page shows the recording of the run that it has ended.</p>}
      <div className="lost-server-choices">
        <button type="button" className="button button-small button-solid" onClick={again}>
          {run === 'none' ? 'Open the run' : 'Run it live again'}
        </button>
        {run === 'recorded' && <SaveRecording />}
      </div>
    </>
  )
}

function SaveRecording() {
  const session = useSession()
  const isReady = useLive(({ recording }) => recording !== null)
  const [said, setSaid] = useState('')
  const save = async () => {
    setSaid('…')
    try {
      const blob = await session.inquiry.recordingFile()
      if (blob !== null) saveFile(blob, nameOfFile(session.currentRun!, 'recording.gz'))
      setSaid(blob === null ? '' : 'saved')
    } catch (error) {
      setSaid(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <p className="lost-server-save">
      <button type="button" className="button button-small" disabled={!isReady} onClick={() => void save()}>
        Save the recording
      </button>{' '}
      {said}
    </p>
  )
}
