/** Where a live store is, as somebody writes it on a command line. */

/** Where something listens. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** A place that was understood. */
export interface Place {
  /** With credentials, if there are any: for clients of the store alone. */
  readonly url: string
  /** For people: without credentials. */
  readonly shown: string
  readonly servers: readonly Address[]
  /** What must appear nowhere. */
  readonly secrets: readonly string[]
  /** The same place, reached by other addresses, one for each of `servers`. */
  through(servers: readonly Address[]): string
}

/** What is wrong with a store that cannot be used: told by what its client or its server says. */
export interface LiveTrouble {
  readonly says: RegExp
  /** Goes after `Redis at redis://…`: `wants a password`. */
  readonly is: string
  /** What whoever named it can do about it. */
  readonly remedy: string
  /** The server is there, and turns us away. */
  readonly isRefusal?: true
}

/** How a kind of store is named on a command line: in `infra/<kind>/live-option.ts`, as `option`. */
export interface LiveOption {
  /** As in `--redis`. */
  readonly name: string
  /** How to write where it is. */
  readonly example: string
  /** Why a real one takes another time than the modelled one, and why requests may end otherwise; for people. */
  readonly differs?: { readonly latency: string; readonly outcomes?: string }
  /** What may be wrong with one, the first that fits; that nobody listens, or answers, goes without saying. */
  readonly troubles: readonly LiveTrouble[]
  /** @throws RangeError that says what is allowed, and repeats nothing that may be secret */
  read(text: string): Place
}

/** Longer texts are no addresses. */
const LENGTH_MAX = 2_000

/**
 * Reads an address of one server.
 * @param protocols allowed ones, such as `redis:`
 * @throws RangeError that says what is allowed
 */
export function readUrl(text: string, protocols: readonly string[], defaultPort: number, example: string): Place {
  const refuse = (why: string) => new RangeError(`${why}; write it as in ${example}`)
  if (text.length > LENGTH_MAX) throw refuse(`an address has at most ${LENGTH_MAX} characters`)
  if (!URL.canParse(text)) throw refuse('this is no address')
  const url = new URL(text)
  if (!protocols.includes(url.protocol)) {
    throw refuse(`the address begins with ${protocols.map((each) => `${each}//`).join(' or ')}`)
  }
  if (url.hostname === '') throw refuse('the address names no host')
  if (url.search !== '' || url.hash !== '') throw refuse('the address has no settings after ? or #')
  if (![url.username, url.password].every(isWritten)) {
    throw refuse('a % in the user or the password is written %25')
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const port = url.port === '' ? defaultPort : Number(url.port)
  const at = (address: Address, credentials: string) => {
    const hostname = address.host.includes(':') ? `[${address.host}]` : address.host
    return `${url.protocol}//${credentials}${hostname}:${address.port}${url.pathname === '/' ? '' : url.pathname}`
  }
  const credentials = [url.username, ...(url.password === '' ? [] : [url.password])].join(':')
  const withAt = credentials === '' ? '' : `${credentials}@`
  return {
    url: at({ host, port }, withAt),
    shown: at({ host, port }, ''),
    servers: [{ host, port }],
    secrets: url.password === '' ? [] : [...new Set([url.password, decodeURIComponent(url.password)])],
    through: ([server]) => at(server!, withAt),
  }
}

/** Clients of stores take these apart, and throw, some of them where nobody catches it. */
function isWritten(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
