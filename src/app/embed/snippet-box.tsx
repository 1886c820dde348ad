/** A snippet to copy. */
import { useState } from 'react'

const SAID_MS = 2000

/** The text, and what copies it. */
export function SnippetBox({ text }: { readonly text: string }) {
  const [said, setSaid] = useState('')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setSaid('Copied')
    } catch {
      setSaid('Select it to copy')
    }
    setTimeout(() => setSaid(''), SAID_MS)
  }
  return (
    <div className="builder-snippet">
      <pre tabIndex={0} aria-label="Snippet">
        <code data-testid="snippet">{text}</code>
      </pre>
      <button type="button" className="button button-small" aria-live="polite" onClick={() => void copy()}>
        {said === '' ? 'Copy' : said}
      </button>
    </div>
  )
}
