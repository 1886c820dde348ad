/** What a page and a live server call things when the page asks to be let in, or comes again after its socket was lost. */

/** The path of the socket. */
export const SOCKET_PATH = '/socket'

/**
 * How a page says who it is, among the protocols of its WebSocket: this one, and a token or a key. Not in an address, which would stand in
 * histories and logs.
 */
export const PROTOCOL = 'boxes-live-1'
export const TOKEN_SIGN = 'token-'
export const KEY_SIGN = 'key-'

/** The first message from a server that has let a page in. */
export interface Welcome {
  readonly kind: 'welcome'
  /** To come again with. The process of the server knows it, and no other one. */
  readonly key: string
  /** The name of the link that begins, for whoever has to come again to it. */
  readonly link: string
}

/** What is said about a link and belongs to no question. All else is counted. */
export type AboutLink =
  | Welcome
  /** From a page, before anything else: it goes on with a link of which it has heard so many messages. */
  | { readonly kind: 'resume'; readonly link: string; readonly heard: number }
  /** The answer, with how many the server has heard. */
  | { readonly kind: 'resumed'; readonly heard: number }
  /** The other answer: that link is not kept any more. */
  | { readonly kind: 'over' }
  /** From either end, now and then: so many were heard, and need not be kept. */
  | { readonly kind: 'heard'; readonly count: number }

/** Why a live server cannot be asked any more. */
export class LiveServerLost extends Error {
  override readonly name = 'LiveServerLost'
  /** True if one is there that does not know the page. */
  readonly isStranger: boolean

  constructor(message: string, isStranger = false) {
    super(message)
    this.isStranger = isStranger
  }
}
