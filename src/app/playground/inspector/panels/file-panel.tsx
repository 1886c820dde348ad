/** A place to drop a file, and what the box says of it. */
import { useState, type DragEvent } from 'react'
import * as v from 'valibot'
import type { FilePanel, TablePage } from '~/kernel/panel'
import { useSession } from '../../../session/session-context'
import './file-panel.css'
import { tablePage } from './pages'
import { TableRows } from './table-panel'
import type { Place } from './use-page'

type Answer = { readonly name: string; readonly page: TablePage } | { readonly problem: string } | null

/** The place, and below it the answer about the last file. */
export function FilePanelView({ place, panel }: { readonly place: Place; readonly panel: FilePanel }) {
  const { label, suffix, bytesMax, view, note } = panel
  const session = useSession()
  const [answer, setAnswer] = useState<Answer>(null)
  const [isOver, setOver] = useState(false)
  const look = async (file: File | undefined) => {
    if (file === undefined) return
    try {
      if (!file.name.endsWith(suffix)) throw new Error(`${file.name.slice(0, 80)} is no ${suffix} file`)
      if (file.size > bytesMax)
        throw new Error(`${file.size.toLocaleString('en')} bytes: at most ${bytesMax.toLocaleString('en')} are read`)
      const base64 = base64Of(new Uint8Array(await file.arrayBuffer()))
      const page = v.parse(tablePage, await session.inspect(place.box, place.instance, { view, base64 }))
      setAnswer({ name: file.name.slice(0, 80), page: page as TablePage })
    } catch (error) {
      setAnswer({ problem: error instanceof Error ? error.message : String(error) })
    }
  }
  const over = (is: boolean) => (event: DragEvent) => {
    event.preventDefault()
    setOver(is)
  }
  return (
    <div className="store">
      <label
        className={`file-drop ${isOver ? 'file-drop-over' : ''}`}
        onDragOver={over(true)}
        onDragLeave={over(false)}
        onDrop={(event) => {
          over(false)(event)
          void look(event.dataTransfer.files[0])
        }}
      >
        <span>
          {label}: drop a {suffix} file, or choose one
        </span>
        <input
          type="file"
          accept={suffix}
          onChange={({ target }) => {
            void look(target.files?.[0])
            target.value = ''
          }}
        />
      </label>
      <p className="inspector-note">{note}</p>
      {answer !== null &&
        ('problem' in answer ? (
          <p className="inspector-note tone-failed" role="alert">
            {answer.problem}
          </p>
        ) : (
          <>
            <p className="store-line mono">
              {answer.name}: {answer.page.text}
            </p>
            <TableRows place={place} title={`About ${answer.name}`} page={answer.page} onOpen={() => undefined} />
          </>
        ))}
    </div>
  )
}

/** In pieces, since a call has only so many arguments. */
function base64Of(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return btoa(text)
}
