/** The links to all pages that were let in, and to which of them a new socket belongs. */
import { randomBytes } from 'node:crypto'
import type { WebSocket } from 'ws'
import { AWAY_MS_MAX } from '~/host/links/closing'
import type { AboutLink } from '~/host/links/entrance'
import type { Link } from '~/host/links/link'
import { ENDED, PageLink } from './page-link'
import { readSocket } from './read-socket'

const NAME_BYTES = 16
/** So many pages may be away at once; the one that is for longest is let go first. */
const AWAY_MAX = 16

/** How links begin. */
export interface PageLinksOptions {
  /** Serves a page over its link. */
  readonly open: (link: Link) => void
  readonly redact?: (text: string) => string
  /** How long a page may be away, in milliseconds. */
  readonly awayMsMax?: number
}

/** All links of one server. */
export class PageLinks {
  readonly #options: PageLinksOptions
  readonly #links = new Map<string, PageLink>()
  #isClosed = false

  constructor(options: PageLinksOptions) {
    this.#options = options
  }

  /**
   * Takes a socket over that was let in with a key. It goes on with a link if it says so first, and if that is a link of the same key;
   * otherwise one begins with what it says.
   */
  take(socket: WebSocket, key: string): void {
    if (this.#isClosed) {
      socket.close(1001, ENDED)
      return
    }
    const name = randomBytes(NAME_BYTES).toString('hex')
    let link: PageLink | undefined
    say(socket, { kind: 'welcome', key, link: name })
    const own = () => (link ??= this.#begin(socket, name, key))
    readSocket(socket, {
      take: (message) => {
        const { kind, link: wanted, heard } = Object(message) as Readonly<Record<string, unknown>>
        if (link !== undefined || kind !== 'resume') {
          own().take(message)
          return
        }
        const known = typeof wanted === 'string' ? this.#links.get(wanted) : undefined
        const isItsOwn = known !== undefined && known.options.key === key && known.goOnOver(socket, heard)
        if (isItsOwn) link = known
        else say(socket, { kind: 'over' })
      },
      complain: (told) => own().complain(told),
    })
    socket.on('close', (code: number) => {
      link?.lose(socket, code)
      const away = [...this.#links.values()].filter(({ isAway }) => isAway)
      if (away.length > AWAY_MAX) away[0]!.end('too many pages are away')
    })
  }

  /** Ends all of them. */
  close(): void {
    this.#isClosed = true
    for (const link of this.#links.values()) link.close()
  }

  #begin(socket: WebSocket, name: string, key: string): PageLink {
    const { open, redact = (text) => text, awayMsMax = AWAY_MS_MAX } = this.#options
    const link = new PageLink(socket, { name, key, awayMsMax, redact })
    this.#links.set(name, link)
    void link.broken.then(() => this.#links.delete(name))
    open(link)
    return link
  }
}

function say(socket: WebSocket, message: AboutLink): void {
  socket.send(JSON.stringify(message))
}
