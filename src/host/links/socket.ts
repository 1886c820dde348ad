/** A link over a WebSocket, to an engine in a live server: the page that it has served opens it. */
import { CLOSED_NOT_LET_IN, KEY_SIGN, PROTOCOL, TOKEN_SIGN, type Welcome } from './entrance'
import type { Link } from './link'
import { fromText, toText } from './text'

/** How a page is let in: by the token of its address, once, or by the key that it was given for it. */
export type Entrance = { readonly token: string } | { readonly key: string }

/** What a link needs of the browser. */
export interface SocketHost {
  readonly url: string
  /** Hears the key to come again with. */
  keep(key: string): void
  /** The entrance is good no more. */
  forget(): void
  /** Default: the browser's. */
  readonly WebSocket?: typeof WebSocket
}

/** Opens a socket. What is sent before it is open waits; whoever listens hears nothing of the entrance. */
export function linkOverSocket(entrance: Entrance, host: SocketHost): Link {
  const pass = 'token' in entrance ? TOKEN_SIGN + entrance.token : KEY_SIGN + entrance.key
  const socket = new (host.WebSocket ?? WebSocket)(host.url, [PROTOCOL, pass])
  let waiting: string[] | null = []
  let hear: ((message: unknown) => void) | null = null
  let heard: unknown[] = []
  let breakDown: (error: Error) => void = () => undefined
  const broken = new Promise<Error>((resolve) => {
    breakDown = resolve
  })

  const take = (message: unknown) => {
    const { kind, key } = Object(message) as Partial<Welcome>
    if (kind === 'welcome') {
      host.keep(String(key))
      for (const text of waiting ?? []) socket.send(text)
      waiting = null
    } else if (hear === null) heard.push(message)
    else hear(message)
  }
  socket.addEventListener('message', ({ data }: MessageEvent) => {
    try {
      take(fromText(String(data)))
    } catch {
      breakDown(new Error('a message of the live server could not be read'))
      socket.close()
    }
  })
  socket.addEventListener('close', ({ code, reason }: CloseEvent) => {
    if (code === CLOSED_NOT_LET_IN) host.forget()
    breakDown(new Error(reason || 'The live server is gone: start it again, and open the address that it prints.'))
  })
  return {
    send: (message) => {
      const text = toText(message)
      if (waiting === null) socket.send(text)
      else waiting.push(text)
    },
    listen: (listener) => {
      hear = listener
      for (const message of heard) listener(message)
      heard = []
    },
    broken,
    close: () => {
      breakDown(new Error('the link is closed'))
      socket.close()
    },
  }
}
