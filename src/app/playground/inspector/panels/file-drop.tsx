/** A place to drop a file on, or to choose one by. */
import { useState, type DragEvent, type ReactNode } from 'react'
import './file-drop.css'

export interface FileDropProps {
  /** What may be dropped, as a suffix such as `.wasm`. */
  readonly suffix: string
  /** The largest file that is read, in bytes. */
  readonly bytesMax: number
  /** Takes what was read. What it rejects with is shown. */
  readonly onFile: (name: string, base64: string) => Promise<void>
  readonly children: ReactNode
}

const NAME_LENGTH_MAX = 80

/** The place, and why a file was not taken. */
export function FileDrop({ suffix, bytesMax, onFile, children }: FileDropProps) {
  const [problem, setProblem] = useState('')
  const [isOver, setOver] = useState(false)
  const take = async (file: File | undefined) => {
    if (file === undefined) return
    const name = file.name.slice(0, NAME_LENGTH_MAX)
    setProblem('')
    try {
      if (!file.name.endsWith(suffix)) throw new Error(`${name} is no ${suffix} file`)
      if (file.size > bytesMax)
        throw new Error(`${file.size.toLocaleString('en')} bytes: at most ${bytesMax.toLocaleString('en')} are read`)
      await onFile(name, base64Of(new Uint8Array(await file.arrayBuffer())))
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    }
  }
  const over = (is: boolean) => (event: DragEvent) => {
    event.preventDefault()
    setOver(is)
  }
  return (
    <>
      <label
        className={`file-drop ${isOver ? 'file-drop-over' : ''}`}
        onDragOver={over(true)}
        onDragLeave={over(false)}
        onDrop={(event) => {
          over(false)(event)
          void take(event.dataTransfer.files[0])
        }}
      >
        <span>{children}</span>
        <input
          type="file"
          accept={suffix}
          onChange={({ target }) => {
            void take(target.files?.[0])
            target.value = ''
          }}
        />
      </label>
      {problem !== '' && (
        <p className="inspector-note tone-failed" role="alert">
          {problem}
        </p>
      )}
    </>
  )
}

/** In pieces, since a call has only so many arguments. */
function base64Of(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return btoa(text)
}
