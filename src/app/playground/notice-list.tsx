/** A list of notices, wherever they come from. */
import type { ReactNode } from 'react'

interface ListProps {
  readonly notices: readonly string[]
  readonly onDismiss: () => void
  /** What can be done about them. */
  readonly children?: ReactNode
}

/** Notices, and what takes them away. */
export function NoticeList({ notices, onDismiss, children }: ListProps) {
  return (
    <div className="notices" role="status" aria-label="About the address">
      <div className="notices-said">
        {children}
        <ul>
          {notices.map((notice) => (
            <li key={notice}>{notice}</li>
          ))}
        </ul>
      </div>
      <button type="button" className="button button-small" onClick={onDismiss}>
        Dismiss
      </button>
    </div>
  )
}
