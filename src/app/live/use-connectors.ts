/** Keeps what is known of the live stores up to date, where a live server has served the page. */
import { useEffect } from 'react'
import { isServedLive } from '~/host/connect'
import { useSession } from '../session/session-context'

/** How often they are looked at while somebody sees the page, in milliseconds. */
const LOOK_MS = 3_000

/** Asks until the page goes. An engine that is not there answers nothing, and then the page says what became of it. */
export function useConnectors(): void {
  const session = useSession()
  useEffect(() => {
    if (!isServedLive()) return
    let isGone = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async () => {
      const isThere = session.store.getState().line?.state === 'there'
      if (!document.hidden && isThere) await session.inquiry.askForStores().catch(() => undefined)
      if (!isGone) timer = setTimeout(() => void look(), LOOK_MS)
    }
    void look()
    return () => {
      isGone = true
      clearTimeout(timer)
    }
  }, [session])
}
