/**
 * A link over a WebSocket, to an engine in a live server: the page that it has served opens it. A socket that is lost is opened again, and
 * the link goes on where it was; while that is tried, what is sent waits.
 */
import { CLOSED_BY_NOBODY, CLOSED_NOT_LET_IN } from './closing'
import { KEY_SIGN, LiveServerLost, PROTOCOL, TOKEN_SIGN, type AboutLink } from './entrance'
import type { Link } from './link'
import { Mailbox } from './mailbox'
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
  /** How long to wait before each try to open a lost socket again, in milliseconds; after the last one the server is gone. */
  readonly waitsMs?: readonly number[]
  /** Default: the browser's. */
  readonly WebSocket?: typeof WebSocket
}

/** Four seconds in all: whoever looks at a run that stands still wants to know. */
const WAITS_MS = [50, 250, 700, 1_000, 2_000]

const GONE = 'The live server is gone: start it again, and open the address that it prints.'

/** Opens a socket. What is sent before it is open waits; whoever listens hears nothing of the entrance. */
export function linkOverSocket(entrance: Entrance, host: SocketHost): Link {
  return new SocketLink(entrance, host)
}

class SocketLink implements Link {
  readonly broken: Promise<Error>
  private readonly host: SocketHost
  private readonly mailbox = new Mailbox()
  private pass: string
  private socket: WebSocket
  /** The name of the link, once a server has let us in. */
  private name: string | null = null
  /** True while what is said can be sent at once. */
  private isOpen = false
  private isBroken = false
  private tries = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private waiting: unknown[] | null = []
  private hear: (message: unknown) => void = (message) => this.waiting?.push(message)
  private hearGap: (isGap: boolean) => void = () => undefined
  private tellBroken: (error: Error) => void = () => undefined

  constructor(entrance: Entrance, host: SocketHost) {
    this.host = host
    this.pass = 'token' in entrance ? TOKEN_SIGN + entrance.token : KEY_SIGN + entrance.key
    this.broken = new Promise((resolve) => {
      this.tellBroken = resolve
    })
    this.socket = this.open()
  }

  send(message: object): void {
    const text = toText(message)
    this.mailbox.keep(text)
    if (this.isOpen) this.socket.send(text)
  }

  listen(hear: (message: unknown) => void): void {
    this.hear = hear
    for (const message of this.waiting ?? []) hear(message)
    this.waiting = null
  }

  listenForGaps(hear: (isGap: boolean) => void): void {
    this.hearGap = hear
  }

  close(): void {
    this.breakDown(new Error('the link is closed'))
  }

  private open(): WebSocket {
    const socket = new (this.host.WebSocket ?? WebSocket)(this.host.url, [PROTOCOL, this.pass])
    socket.addEventListener('message', ({ data }: MessageEvent) => {
      if (socket === this.socket && !this.isBroken) this.read(String(data))
    })
    socket.addEventListener('close', (event: CloseEvent) => {
      if (socket === this.socket && !this.isBroken) this.lose(event)
    })
    return socket
  }

  private read(text: string): void {
    let message: unknown
    try {
      message = fromText(text)
    } catch {
      this.breakDown(new Error('a message of the live server could not be read'))
      return
    }
    if (this.takeAboutLink(message as AboutLink)) return
    const isToTell = this.mailbox.hear()
    if (isToTell) this.say({ kind: 'heard', count: this.mailbox.heard })
    this.hear(message)
  }

  /** False if the message belongs to a question. */
  private takeAboutLink(message: AboutLink): boolean {
    const { kind } = Object(message) as Partial<AboutLink>
    if (kind === 'welcome') this.enter(message as Extract<AboutLink, { kind: 'welcome' }>)
    else if (kind === 'resumed') this.goOn((message as Extract<AboutLink, { kind: 'resumed' }>).heard)
    else if (kind === 'over') this.breakDown(new LiveServerLost('The live server has ended this run: the page was away for too long.'))
    else if (kind === 'heard') this.mailbox.letGo((message as Extract<AboutLink, { kind: 'heard' }>).count)
    else return false
    return true
  } // prettier-ignore

  private enter({ key, link }: Extract<AboutLink, { kind: 'welcome' }>): void {
    this.host.keep(String(key))
    this.pass = KEY_SIGN + String(key)
    if (this.name !== null) {
      this.say({ kind: 'resume', link: this.name, heard: this.mailbox.heard })
      return
    }
    this.name = String(link)
    this.goOn(0)
  }

  private goOn(heard: number): void {
    const texts = this.mailbox.after(heard)
    if (texts === null) {
      this.breakDown(new LiveServerLost('The live server does not know what was said before the connection was lost.'))
      return
    }
    for (const text of texts) this.socket.send(text)
    this.isOpen = true
    this.tries = 0
    this.hearGap(false)
  }

  private lose({ code, reason }: CloseEvent): void {
    this.isOpen = false
    const isStranger = code === CLOSED_NOT_LET_IN
    if (isStranger) this.host.forget()
    const waitMs = (this.host.waitsMs ?? WAITS_MS)[this.tries++]
    // What a server says when it closes a link is meant.
    if (this.name === null || code !== CLOSED_BY_NOBODY || waitMs === undefined) {
      this.breakDown(new LiveServerLost(reason || GONE, isStranger))
      return
    }
    this.hearGap(true)
    this.timer = setTimeout(() => {
      this.socket = this.open()
    }, waitMs)
  }

  private say(message: AboutLink): void {
    this.socket.send(JSON.stringify(message))
  }

  private breakDown(error: Error): void {
    this.isBroken = true
    this.isOpen = false
    clearTimeout(this.timer)
    this.tellBroken(error)
    this.socket.close()
  }
}
