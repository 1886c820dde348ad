/** What of the address was left out, named and in plain text, and what can be chosen instead, until it is dismissed. */
import type { AddressOption } from '../address-choices'
import { useLive, useSession } from '../session/session-context'
import { NoticeList } from './notice-list'

/** The notices about the address. */
export function Notices() {
  const session = useSession()
  const notices = useLive((state) => state.notices)
  const choices = useLive((state) => state.choices)
  if (notices.length === 0) return null
  const choose = (written: string, change: AddressOption['change']) => {
    const run = session.currentRun
    if (run === null) return
    const left = choices.filter((choice) => choice.written !== written)
    // What was said is mended once nothing is left to choose.
    session.store.setState({ choices: left, ...(left.length === 0 ? { notices: [] } : {}) })
    session.change(change(run))
  }
  return (
    <NoticeList notices={notices} onDismiss={() => session.dismissNotices()}>
      {choices.map(({ written, options }) => (
        <div key={written} className="notices-choices" role="group" aria-label={`Instead of ${written}`}>
          <span>
            Instead of <code>{written === '' ? 'nothing' : written}</code>:
          </span>
          {options.map(({ name, change }) => (
            <button key={name} type="button" className="button button-small" onClick={() => choose(written, change)}>
              {name}
            </button>
          ))}
        </div>
      ))}
    </NoticeList>
  )
}
