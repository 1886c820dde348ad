/** The engine's end of the link to one page. It outlives a socket that is lost: the page opens another one, and goes on where it was. */
import type { WebSocket } from 'ws'
import { CLOSED_BY_NOBODY } from '~/host/links/closing'
import type { AboutLink } from '~/host/links/entrance'
import type { Link } from '~/host/links/link'
import { Mailbox } from '~/host/links/mailbox'
import type { Reply } from '~/host/links/protocol'
import { toText } from '~/host/links/text'

/** A page that leaves so many bytes unread is let go, and so is one that says of so many characters never that it has heard them. */
const UNREAD_MAX = 256 * 1_048_576

/** What a page hears when the server ends. */
export const ENDED = 'The live server has ended.'

/** What a link is to its server. */
export interface PageLinkOptions {
  /** By which the page comes again to it. */
  readonly name: string
  /** Of the page whose link it is. */
  readonly key: string
  /** How long a page may be away, in milliseconds. */
  readonly awayMsMax: number
  /** Takes out of the reason of a refusal what is not to be seen. */
  readonly redact: (text: string) => string
}

/** One link. */
export class PageLink implements Link {
  readonly options: PageLinkOptions
  readonly broken: Promise<Error>
  private readonly mailbox = new Mailbox()
  private socket: WebSocket | null
  private isBroken = false
  private timer: ReturnType<typeof setTimeout> | undefined
  private hear: (message: unknown) => void = () => undefined
  private tellBroken: (error: Error) => void = () => undefined

  constructor(socket: WebSocket, options: PageLinkOptions) {
    this.socket = socket
    this.options = options
    this.broken = new Promise((resolve) => {
      this.tellBroken = resolve
    })
  }

  /** True while its page is away. */
  get isAway(): boolean {
    return this.socket === null && !this.isBroken
  }

  send(message: object): void {
    if (this.isBroken) return
    const { mailbox, socket } = this
    const text = toText(withoutSecrets(message as Reply, this.options.redact))
    mailbox.keep(text)
    if (socket !== null && socket.readyState === socket.OPEN) socket.send(text)
    if (mailbox.length <= UNREAD_MAX && (socket?.bufferedAmount ?? 0) <= UNREAD_MAX) return
    this.end('the page does not read what it is sent')
    socket?.terminate()
  }

  listen(hear: (message: unknown) => void): void {
    this.hear = hear
  }

  close(): void {
    this.socket?.close(1001, ENDED)
    this.end('the link is closed')
  }

  /** Takes a message of the page. */
  take(message: unknown): void {
    const { kind, count } = Object(message) as { readonly kind?: unknown; readonly count?: unknown }
    if (kind === 'heard') {
      if (!this.mailbox.letGo(count)) this.complain('so many messages were not said')
      return
    }
    if (this.mailbox.hear()) this.say({ kind: 'heard', count: this.mailbox.heard })
    this.hear(message)
  }

  /** Says that something was no message. */
  complain(told: string): void {
    this.send({ kind: 'refusal', number: null, error: { name: 'ProtocolError', message: told } })
  }

  /** Goes on over another socket, whose end has heard so many messages; false if that cannot be. */
  goOnOver(socket: WebSocket, heard: unknown): boolean {
    const texts = this.isBroken ? null : this.mailbox.after(heard)
    if (texts === null) return false
    clearTimeout(this.timer)
    const before = this.socket
    this.socket = socket
    before?.terminate()
    this.say({ kind: 'resumed', heard: this.mailbox.heard })
    for (const text of texts) socket.send(text)
    return true
  }

  /** Its socket has ended: the link is kept for a while if nobody has closed it. */
  lose(socket: WebSocket, code: number): void {
    if (socket !== this.socket || this.isBroken) return
    this.socket = null
    if (code !== CLOSED_BY_NOBODY || this.options.awayMsMax <= 0) {
      this.end('the page has closed the link')
      return
    }
    this.timer = setTimeout(() => this.end('the page did not come again'), this.options.awayMsMax)
    this.timer.unref()
  }

  /** Ends it, whether its page is there or away. */
  end(why: string): void {
    if (this.isBroken) return
    this.isBroken = true
    clearTimeout(this.timer)
    this.tellBroken(new Error(why))
  }

  private say(message: AboutLink): void {
    this.socket?.send(JSON.stringify(message))
  }
}

/** A refusal repeats what somebody else's library has said. Everything else is made here. */
function withoutSecrets(message: Reply, redact: (text: string) => string): Reply {
  if (message.kind !== 'refusal') return message
  const { name, message: reason } = message.error
  return { ...message, error: { name, message: redact(reason) } }
}
