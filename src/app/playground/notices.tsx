/** What of the address was left out, named and in plain text, until it is dismissed. */
import { useLive, useSession } from '../session/session-context'

/** The notices about the address. */
export function Notices() {
  const session = useSession()
  const notices = useLive((state) => state.notices)
  return notices.length === 0 ? null : <NoticeList notices={notices} onDismiss={() => session.dismissNotices()} />
}

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
