/** A list of notices, wherever they come from. */

interface ListProps {
  readonly notices: readonly string[]
  readonly onDismiss: () => void
}

/** Notices, and what takes them away. */
export function NoticeList({ notices, onDismiss }: ListProps) {
  return (
    <div className="notices" role="status" aria-label="About the address">
      <ul>
        {notices.map((notice) => (
          <li key={notice}>{notice}</li>
        ))}
      </ul>
      <button type="button" className="button button-small" onClick={onDismiss}>
        Dismiss
      </button>
    </div>
  )
}
