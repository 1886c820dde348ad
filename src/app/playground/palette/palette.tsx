/** A search field over everything that can be done on the page: words, the arrow keys, Enter. */
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useLive, useSession } from '../../session/session-context'
import type { PageKeys } from '../use-keys'
import { entriesOf } from './entries'
import { matching, type Entry } from './entry'
import './palette.css'

interface PaletteProps {
  readonly page: PageKeys
  readonly close: () => void
}

/** The dialog. It is made when it is opened, and gone when it closes. */
export function Palette({ page, close }: PaletteProps) {
  const session = useSession()
  const dialogRef = useRef<HTMLDialogElement>(null)
  const isReady = useLive(({ description }) => description !== null)
  const phase = useLive((state) => state.phase)
  const [text, setText] = useState('')
  const [place, setPlace] = useState(0)
  const entries = useMemo(
    () => (isReady && phase !== 'failed' ? entriesOf(session, page) : []),
    [session, page, isReady, phase],
  )
  const found = matching(entries, text)
  const listId = useId()
  useEffect(() => {
    const dialog = dialogRef.current!
    dialog.showModal()
    return () => dialog.close()
  }, [])
  useEffect(() => {
    document.getElementById(`${listId}-${place}`)?.scrollIntoView({ block: 'nearest' })
  }, [listId, place])
  const choose = (entry: Entry | undefined) => {
    if (entry === undefined) return
    // First the dialog gives the focus back, so that whatever is opened now may take it.
    dialogRef.current!.close()
    entry.run()
  }
  const listen = (event: KeyboardEvent) => {
    const last = found.length - 1
    const goTo = {
      ArrowDown: place === last ? 0 : place + 1,
      ArrowUp: place === 0 ? last : place - 1,
      PageDown: Math.min(last, place + 8),
      PageUp: Math.max(0, place - 8),
    }[event.key]
    if (event.key === 'Enter') choose(found[place])
    else if (goTo === undefined) return
    else setPlace(Math.max(0, goTo))
    event.preventDefault()
  }
  return (
    <dialog className="palette" ref={dialogRef} aria-label="Find and do anything on this page" onClose={close}>
      <input
        className="palette-field"
        type="text"
        role="combobox"
        aria-label="What to do"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={found.length === 0 ? undefined : `${listId}-${place}`}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        maxLength={80}
        placeholder="Freeze a box, a scenario, a claim, speed…"
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setPlace(0)
        }}
        onKeyDown={listen}
      />
      <ul className="palette-list" id={listId} role="listbox" aria-label="What can be done">
        {found.map((entry, index) => (
          <li
            key={entry.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === place}
            onPointerMove={() => setPlace(index)}
            onClick={() => choose(entry)}
          >
            <span className="palette-label">{entry.label}</span>
            <span className="palette-group">{entry.group}</span>
            {entry.key !== undefined && <kbd>{entry.key}</kbd>}
          </li>
        ))}
      </ul>
      <p className="palette-count" role="status">
        {isReady
          ? found.length === 0
            ? 'Nothing has all these words.'
            : `${found.length} to choose from`
          : 'Loading…'}
      </p>
    </dialog>
  )
}
