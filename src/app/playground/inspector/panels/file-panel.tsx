/** A file of somebody's: what the box says of it, and what may be done with it. */
import { useState } from 'react'
import * as v from 'valibot'
import type { FilePage, FilePanel } from '~/kernel/panel'
import { useSession } from '../../../session/session-context'
import { ActButton } from './act-button'
import { FileDrop } from './file-drop'
import { filePage } from './pages'
import { TableRows } from './table-panel'
import type { Place } from './use-page'

interface Looked {
  readonly name: string
  readonly base64: string
  readonly page: FilePage
}

/** The place to drop it, and below it the answer about the last file. */
export function FilePanelView({ place, panel }: { readonly place: Place; readonly panel: FilePanel }) {
  const { label, suffix, bytesMax, view, note } = panel
  const session = useSession()
  const [looked, setLooked] = useState<Looked | null>(null)
  const [done, setDone] = useState('')
  const look = async (name: string, base64: string) => {
    setLooked(null)
    setDone('')
    const page = v.parse(filePage, await session.inspect(place.box, place.instance, { view, base64 })) as FilePage
    setLooked({ name, base64, page })
  }
  return (
    <div className="store">
      <FileDrop suffix={suffix} bytesMax={bytesMax} onFile={look}>
        {label}: drop a {suffix} file, or choose one
      </FileDrop>
      <p className="inspector-note">{note}</p>
      {looked !== null && (
        <>
          {looked.page.act !== undefined && (
            <ActButton
              place={place}
              act={looked.page.act}
              before={() => session.files.bring(looked.base64)}
              onShown={(shown) => setDone(typeof shown === 'string' ? shown : '')}
            />
          )}
          {done !== '' && (
            <pre className="file-done mono" role="status">
              {done}
            </pre>
          )}
          <p className="store-line mono">
            {looked.name}: {looked.page.text}
          </p>
          <TableRows place={place} title={`About ${looked.name}`} page={looked.page} onOpen={() => undefined} />
        </>
      )}
    </div>
  )
}
