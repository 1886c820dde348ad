/**
 * Who has been let in. The address that the terminal prints holds a token that opens one connection, once. Over that connection the page is
 * given a key of its own, with which it comes again after a reload or on the next page; it expires when it is not used. Neither is kept
 * here as it is, and both are compared in constant time.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** How a page says who it is, among the protocols of its WebSocket: not in an address, which would stand in histories and logs. */
export const PROTOCOL = 'boxes-live-1'
const TOKEN = 'token-'
const KEY = 'key-'

const TOKEN_BYTES = 16
const KEY_BYTES = 32
/** A key that no connection uses is good for so long, in milliseconds: a reload, a page in the background. */
const UNUSED_MS_MAX = 30 * 60_000
/** And no key is good for longer than this. */
const AGE_MS_MAX = 12 * 60 * 60_000
/** So many pages may have keys at once; the one that is not used for longest goes first. */
const KEYS_MAX = 16
/** So many tokens may be waiting for somebody: printed, and not used yet. */
const TOKENS_MAX = 4

/** Why somebody was not let in, for people. */
export interface NotLetIn {
  readonly reason: string
}

/** Somebody who was: until he leaves, his key does not expire. */
export interface Pass {
  /** To come again with. */
  readonly key: string
  leave(): void
}

interface Session {
  readonly hash: Buffer
  readonly sinceMs: number
  usedMs: number
  connections: number
}

/** The tokens and the keys of one server. */
export class Passes {
  readonly #nowMs: () => number
  #tokens: readonly Buffer[] = []
  #used: readonly Buffer[] = []
  #sessions: readonly Session[] = []

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs
  }

  /** A new token. The oldest ones that nobody has used are good no more. */
  issueToken(): string {
    const token = randomBytes(TOKEN_BYTES).toString('hex')
    this.#tokens = [...this.#tokens, hashOf(token)].slice(-TOKENS_MAX)
    return token
  }

  /** Lets somebody in who names the protocols of his socket, or says why not. */
  enter(protocols: ReadonlySet<string>): Pass | NotLetIn {
    const named = [...protocols]
    const token = named.find((each) => each.startsWith(TOKEN))?.slice(TOKEN.length)
    const key = named.find((each) => each.startsWith(KEY))?.slice(KEY.length)
    if (!protocols.has(PROTOCOL) || named.length !== 2 || (token === undefined) === (key === undefined)) {
      return { reason: 'The page did not say who it is.' }
    }
    return token === undefined ? this.#comeAgain(key!) : this.#useToken(token)
  }

  #useToken(token: string): Pass | NotLetIn {
    const hash = hashOf(token)
    const isGood = isAmong(hash, this.#tokens)
    if (!isGood && isAmong(hash, this.#used)) {
      return { reason: 'This address was used before: press Enter in the terminal for a new one.' }
    }
    if (!isGood) return { reason: 'This address is not one that the terminal has printed since it was started.' }
    this.#tokens = this.#tokens.filter((each) => !each.equals(hash))
    this.#used = [...this.#used, hash].slice(-KEYS_MAX)
    const key = randomBytes(KEY_BYTES).toString('hex')
    const nowMs = this.#nowMs()
    const session: Session = { hash: hashOf(key), sinceMs: nowMs, usedMs: nowMs, connections: 0 }
    const byUse = this.#sessions.toSorted((a, b) => b.usedMs - a.usedMs)
    this.#sessions = [session, ...byUse.slice(0, KEYS_MAX - 1)]
    return this.#open(session, key)
  }

  #comeAgain(key: string): Pass | NotLetIn {
    const nowMs = this.#nowMs()
    this.#sessions = this.#sessions.filter(
      ({ sinceMs, usedMs, connections }) =>
        nowMs - sinceMs < AGE_MS_MAX && (connections > 0 || nowMs - usedMs < UNUSED_MS_MAX),
    )
    const hash = hashOf(key)
    // All are looked at, whichever it is.
    const session = this.#sessions.filter((each) => timingSafeEqual(each.hash, hash))[0]
    if (session === undefined) {
      return { reason: 'This page was let in by a server that has ended, or too long ago.' }
    }
    return this.#open(session, key)
  }

  #open(session: Session, key: string): Pass {
    session.connections++
    let hasLeft = false
    const leave = () => {
      if (hasLeft) return
      hasLeft = true
      session.connections--
      session.usedMs = this.#nowMs()
    }
    return { key, leave }
  }
}

/** Of equal length whatever was sent, so that it can be compared in constant time. */
function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

function isAmong(hash: Buffer, hashes: readonly Buffer[]): boolean {
  return hashes.filter((each) => timingSafeEqual(each, hash)).length > 0
}
