/** What of the address was left out, named and in plain text, until it is dismissed. */
import { useLive, useSession } from '../session/session-context'
import { NoticeList } from './notice-list'

/** The notices about the address. */
export function Notices() {
  const session = useSession()
  const notices = useLive((state) => state.notices)
  return notices.length === 0 ? null : <NoticeList notices={notices} onDismiss={() => session.dismissNotices()} />
}
