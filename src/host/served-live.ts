/** Whether a live server has served this page and lets it in. A static host serves the same files without the word that says so. */
import { SOCKET_PATH } from './links/entrance'
import type { Link } from './links/link'
import { linkOverSocket, type Entrance } from './links/socket'

/** Where the key is kept: as long as the tab is open, for pages of this server alone. */
const STORAGE_KEY = 'boxes-live-key'

/** The token opens one connection; it stands in the address until that is made, so that who goes on sooner can come back to it. */
let isTokenTaken = false

/** A link to the server's engine, or null where there is none for this page. */
export function linkToLiveServer(): Link | null {
  const entrance = findEntrance()
  if (entrance === null) return null
  return linkOverSocket(entrance, {
    url: `ws://${location.host}${SOCKET_PATH}`,
    keep: (key) => {
      attempt(() => sessionStorage.setItem(STORAGE_KEY, key))
      dropToken()
    },
    forget: () => {
      attempt(() => sessionStorage.removeItem(STORAGE_KEY))
      dropToken()
    },
  })
}

/** Whether the address of this page holds a token to be used at once: it is good for one connection, and has no place in a history. */
export function hasToken(): boolean {
  return isServedLive() && !isTokenTaken && tokenOf(location.hash) !== null
}

/**
 * Whether the live server lets this page in, as far as it has something to be let in by: the token of the address that the server printed,
 * or the key that the tab was given for it. A page whose address was typed has neither.
 */
export function hasEntrance(): boolean {
  return isTokenTaken || tokenOf(location.hash) !== null || keptKey() !== null
}

/** Whether a live server has served this page. */
export function isServedLive(): boolean {
  return typeof document !== 'undefined' && document.documentElement.dataset['served'] === 'live'
}

function findEntrance(): Entrance | null {
  if (!isServedLive()) return null
  const token = isTokenTaken ? null : tokenOf(location.hash)
  if (token !== null) {
    isTokenTaken = true
    return { token }
  }
  const key = keptKey()
  return key === null ? null : { key }
}

function keptKey(): string | null {
  return attempt(() => sessionStorage.getItem(STORAGE_KEY))
}

function dropToken(): void {
  if (tokenOf(location.hash) !== null) history.replaceState(history.state, '', location.pathname + location.search)
}

function tokenOf(hash: string): string | null {
  return /^#token=([0-9a-f]{32})$/.exec(hash)?.[1] ?? null
}

/** A browser may keep nothing for a page. */
function attempt<Result>(does: () => Result): Result | null {
  try {
    return does()
  } catch {
    return null
  }
}
