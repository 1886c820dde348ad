/** What a page and a live server call things when the page asks to be let in. */

/** The path of the socket. */
export const SOCKET_PATH = '/socket'

/**
 * How a page says who it is, among the protocols of its WebSocket: this one, and a token or a key. Not in an address, which would stand in
 * histories and logs.
 */
export const PROTOCOL = 'boxes-live-1'
export const TOKEN_SIGN = 'token-'
export const KEY_SIGN = 'key-'

/** Codes with which a server closes a socket. */
export const CLOSED_NOT_LET_IN = 4401
export const CLOSED_TOO_MUCH = 4429

/** The first message from a server that has let a page in: the key to come again with. */
export interface Welcome {
  readonly kind: 'welcome'
  readonly key: string
}
