/** Takes a recording that is dropped anywhere on the page, and opens the page of its diagram on it. */
import { useEffect, useState } from 'react'
import { diagramOfRecording } from '~/host/connect'
import { href } from '../base'
import { keepRecording } from './kept-recording'
import { DROPPED, RECORDING_BYTES_MAX, RECORDING_KEY } from './recording-address'
import './recording.css'

const NAME_LENGTH_MAX = 80

type Shown = { readonly kind: 'over' } | { readonly kind: 'problem'; readonly text: string } | null

/** Says where to drop while a file is dragged over the page, and why a file was not taken. */
export function RecordingDrop() {
  const [shown, setShown] = useState<Shown>(null)
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (event.defaultPrevented || event.dataTransfer?.types.includes('Files') !== true) return
      event.preventDefault()
      setShown({ kind: 'over' })
    }
    const leave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) setShown(null)
    }
    const drop = (event: DragEvent) => {
      setShown(null)
      const file = event.dataTransfer?.files[0]
      // A place of its own has taken it.
      if (event.defaultPrevented || file === undefined) return
      event.preventDefault()
      openFile(file).catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error)
        setShown({ kind: 'problem', text: `${file.name.slice(0, NAME_LENGTH_MAX)} was not opened: ${why}` })
      })
    }
    window.addEventListener('dragover', over)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragover', over)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', drop)
    }
  }, [])
  if (shown === null) return null
  if (shown.kind === 'over') return <p className="recording-over">Drop a recording to play it</p>
  return (
    <div className="recording-problem" role="alert">
      <p>{shown.text}</p>
      <button type="button" className="button button-small" onClick={() => setShown(null)}>
        Close
      </button>
    </div>
  )
}

async function openFile(file: File): Promise<void> {
  if (file.size > RECORDING_BYTES_MAX) {
    throw new Error(`it has ${file.size.toLocaleString('en')} bytes: at most ${RECORDING_BYTES_MAX.toLocaleString('en')} are read`) // prettier-ignore
  }
  const bytes = new Uint8Array(await file.arrayBuffer())
  const id = await diagramOfRecording(bytes)
  await keepRecording(bytes)
  location.assign(`${href(`d/${id}/`)}?${RECORDING_KEY}=${DROPPED}`)
}
