/** The code that runs in a box, as it stands in the repository. */
import { useMemo, useState } from 'react'
import type { CodeFile } from '~/kernel/code-file'
import { useLive } from '../../session/session-context'
import { highlight } from './highlight'
import './code-tab.css'

const NO_FILES: readonly CodeFile[] = []

/** The files of a box, one at a time. */
export function CodeTab({ box }: { readonly box: string }) {
  const files = useLive(({ description }) => description?.code[box] ?? NO_FILES)
  const algorithm = useLive(({ run, description }) => {
    const parameter = description?.parameters['algorithm']
    return run?.settings['algorithm'] ?? (parameter?.kind === 'choice' ? parameter.default : '')
  })
  const [chosen, setChosen] = useState<string | null>(null)
  const running = files.find(({ name }) => algorithm !== '' && name.startsWith(`${algorithm}.`))
  const file = files.find(({ name }) => name === chosen) ?? running ?? files[0]
  if (file === undefined) return <p className="inspector-note">No code stands behind this box.</p>
  return (
    <div className="code-tab">
      {files.length > 1 && (
        <div className="code-files" role="group" aria-label="Files">
          {files.map(({ name }) => (
            <button
              key={name}
              type="button"
              className="chip mono"
              aria-pressed={name === file.name}
              onClick={() => setChosen(name)}
            >
              {name}
            </button>
          ))}
        </div>
      )}
      <Code file={file} />
    </div>
  )
}

function Code({ file }: { readonly file: CodeFile }) {
  const tokens = useMemo(() => highlight(file.text, file.language), [file])
  return (
    <pre className="code" tabIndex={0} aria-label={file.name}>
      <code>{tokens}</code>
    </pre>
  )
}
